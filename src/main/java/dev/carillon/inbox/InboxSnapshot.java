package dev.carillon.inbox;

import java.util.List;

/**
 * An inbox at one moment of the log.
 *
 * @param epoch of {@code head}
 * @param head everything up to this id is in it, and nothing beyond: a stream from here continues it
 */
public record InboxSnapshot(String epoch, long head, UnreadCount unreadCount, List<InboxNotification> notifications) {
    public InboxSnapshot {
        notifications = List.copyOf(notifications);
    }
}
