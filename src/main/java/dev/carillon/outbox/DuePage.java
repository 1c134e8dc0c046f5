package dev.carillon.outbox;

import java.time.Instant;

/**
 * The scheduled notifications that one call has moved to the outbox.
 *
 * @param snapshot of the database before it was read
 * @param serverStart when the server that answered was started; another server's snapshot means nothing to it
 * @param mark from where the next pass begins, if this was the first page of one that has left nothing
 * @param found how many were due, at most as many as asked for
 * @param last the last one, after which the next page of this pass begins
 */
record DuePage(String snapshot, Instant serverStart, DueMark mark, int found, DueMark last) {}
