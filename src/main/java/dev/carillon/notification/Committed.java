package dev.carillon.notification;

import java.util.List;

/**
 * What one transaction has added to an organization's log.
 *
 * @param epoch the history that the ids belong to, read in the same statement that handed them out
 * @param notifications in the order of their ids, without a gap
 */
public record Committed(String epoch, List<Notification> notifications) {
    public Committed {
        notifications = List.copyOf(notifications);
    }
}
