package dev.carillon.notification;

import java.util.List;

/**
 * A range of an organization's log, read in one statement.
 *
 * @param epoch the epoch that was read
 * @param head the organization's head at that moment; 0 if nothing was ever written
 * @param prunedThrough notifications up to this id may be deleted: a cursor below it cannot be resumed
 * @param after the range begins after this id
 * @param through the range ends with this id; there is nothing between the last row and this id
 * @param rows in id order; rows that retention has deleted are missing
 */
public record LogPage(String epoch, long head, long prunedThrough, long after, long through, List<Notification> rows) {
    public LogPage {
        rows = List.copyOf(rows);
    }
}
