package dev.carillon.outbox;

/**
 * A row of the outbox, as far as the relay has to know it.
 *
 * @param xid the transaction that has published it, as PostgreSQL writes it
 * @param seq its place within the transaction
 */
record OutboxRow(String xid, long seq, String organizationId) {

    /** Before the first. */
    static final OutboxRow START = new OutboxRow("0", 0, "");
}
