package dev.carillon.outbox;

/**
 * A place in the order in which scheduled notifications are due.
 *
 * @param at a time, as PostgreSQL writes it
 * @param seq its number, among those with the same time
 */
record DueMark(String at, long seq) {

    /** Before all. */
    static final DueMark START = new DueMark("-infinity", 0);
}
