package dev.carillon.retention;

import java.util.List;

/**
 * The tables that are divided into segments together.
 *
 * @param label for metrics and log lines
 * @param numbers the table that has a row for each segment
 * @param tables in the order in which they are dropped; the last is the largest
 * @param opener the function that opens the next segment
 */
record SegmentKind(String label, String numbers, List<String> tables, String opener) {

    /** Notifications, and everybody's marks on them. Marks go first: they mean nothing without their notification. */
    static final SegmentKind LOG =
            new SegmentKind("log", "segment", List.of("inbox_mark", "notification"), "open_segment");

    /** Idempotency keys. */
    static final SegmentKind KEYS =
            new SegmentKind("keys", "key_segment", List.of("idempotency_key"), "open_key_segment");

    SegmentKind {
        tables = List.copyOf(tables);
    }

    String largest() {
        return tables.get(tables.size() - 1);
    }
}
