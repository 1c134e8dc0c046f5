package dev.carillon.outbox;

/**
 * The notifications in the outbox.
 *
 * @param newest the newest number that was given out there, whether its transaction has ended or not
 */
record Waiting(long newest, long notifications) {}
