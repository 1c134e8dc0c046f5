package dev.carillon.inbox;

import dev.carillon.notification.LogPosition;
import java.util.List;

/**
 * An inbox at one moment of the log.
 *
 * @param head everything up to this position is in it, and nothing beyond: a stream from here continues it
 */
public record InboxSnapshot(LogPosition head, UnreadCount unreadCount, List<InboxNotification> notifications) {
    public InboxSnapshot {
        notifications = List.copyOf(notifications);
    }
}
