package dev.carillon.notification;

import java.util.List;

/**
 * A range of an organization's log, read in one statement, and so from one history.
 *
 * @param head the organization's head at that moment; {@link LogPosition#START} if nothing was ever written
 * @param floor the newest notification that retention has dropped, and with it all before; {@link LogPosition#START} if
 *     nothing was dropped. A cursor below it cannot be resumed
 * @param after the range begins after this id
 * @param through the range ends with this id; there is nothing for the reader between the last row and this id
 * @param rows in id order; rows that retention has dropped are missing
 */
public record LogPage(LogPosition head, LogPosition floor, long after, long through, List<Notification> rows) {
    public LogPage {
        rows = List.copyOf(rows);
    }
}
