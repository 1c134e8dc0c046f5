package dev.carillon.inbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.notification.NotificationJson;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stream's messages about the inbox. Their counts are absolute, so the next message makes up for a lost one. */
@Singleton
public class InboxMessages {

    private final ObjectMapper json;
    private final Clock clock;

    @Inject
    InboxMessages(ObjectMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    /** Right after {@code connected}, for a client that asked for it. */
    public byte[] snapshot(InboxSnapshot snapshot) {
        UnreadCount unreadCount = snapshot.unreadCount();
        return bytes(new SnapshotMessage(
                "snapshot",
                unreadCount.count(),
                unreadCount.unseen(),
                unreadCount.seenThrough(),
                unreadCount.version(),
                unreadCount.upTo(),
                unreadCount.preferences(),
                snapshot.notifications(),
                now()));
    }

    /** To all of a user's clients after each change. */
    byte[] inbox(UnreadCount unreadCount, InboxDelta changed) {
        return bytes(new InboxMessage(
                "inbox",
                unreadCount.count(),
                unreadCount.unseen(),
                unreadCount.seenThrough(),
                unreadCount.version(),
                unreadCount.upTo(),
                unreadCount.preferences(),
                changed.read(),
                changed.readThrough(),
                changed.markedUnread(),
                changed.archived(),
                changed.unarchived(),
                changed.deleted(),
                now()));
    }

    private byte[] bytes(Object message) {
        try {
            return json.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Every record of this class can be written", e);
        }
    }

    private String now() {
        return NotificationJson.isoMillis(clock.instant());
    }

    private record SnapshotMessage(
            String type,
            long unread,
            long unseen,
            long seenThrough,
            long version,
            long upTo,
            long preferences,
            List<InboxNotification> notifications,
            String timestamp) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record InboxMessage(
            String type,
            long unread,
            long unseen,
            long seenThrough,
            long version,
            long upTo,
            long preferences,
            @Nullable List<Long> read,
            @Nullable Long readThrough,
            @Nullable List<Long> markedUnread,
            @Nullable List<Long> archived,
            @Nullable List<Long> unarchived,
            @Nullable List<Long> deleted,
            String timestamp) {}
}
