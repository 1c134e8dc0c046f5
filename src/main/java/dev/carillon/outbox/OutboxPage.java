package dev.carillon.outbox;

import java.time.Instant;
import java.util.List;

/**
 * A page of the outbox.
 *
 * @param snapshot of the database when it was read
 * @param serverStart when the server that answered was started; another server's snapshot means nothing to it
 * @param rows in the order of their transactions, and in each by place
 */
record OutboxPage(String snapshot, Instant serverStart, List<OutboxRow> rows) {
    OutboxPage {
        rows = List.copyOf(rows);
    }
}
