package dev.carillon.notification;

import java.util.List;

/**
 * A range of an organization's log, read in one statement.
 *
 * @param epoch the history that was read
 * @param head the organization's head at that moment; 0 where nothing was ever written
 * @param prunedThrough everything up to here may be gone: a cursor below it cannot be resumed
 * @param after the range begins behind this id
 * @param through the range ends with this id: there is nothing between the last row and it
 * @param rows in the order of their ids; ids that retention has deleted are missing
 */
public record LogPage(String epoch, long head, long prunedThrough, long after, long through, List<Notification> rows) {
    public LogPage {
        rows = List.copyOf(rows);
    }
}
