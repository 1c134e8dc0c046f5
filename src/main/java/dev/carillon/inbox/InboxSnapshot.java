package dev.carillon.inbox;

import java.util.List;

/**
 * An inbox at one position of the log.
 *
 * @param epoch the history that {@code head} belongs to
 * @param head everything up to here is in it, and nothing beyond: a stream that goes on from here continues it
 */
public record InboxSnapshot(String epoch, long head, UnreadCount unreadCount, List<InboxNotification> notifications) {
    public InboxSnapshot {
        notifications = List.copyOf(notifications);
    }
}
