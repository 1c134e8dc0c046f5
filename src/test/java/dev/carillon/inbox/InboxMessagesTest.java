package dev.carillon.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.notification.LogPosition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxMessagesTest {

    private static final String NOW = "2026-11-29T12:00:00.000Z";
    private static final String COUNT =
            "\"unread\":3,\"unseen\":2,\"seenThrough\":90,\"version\":118,\"upTo\":97,\"preferences\":5,";

    private final UnreadCount count = new UnreadCount(3, 2, 90, 118, 97, 5);
    private final InboxMessages messages =
            new InboxMessages(new ObjectMapper(), Clock.fixed(Instant.parse(NOW), ZoneOffset.UTC));

    @Test
    void eachChangeNamesItsNotifications() {
        assertThat(inbox(InboxDelta.read(List.of(4L, 5L)))).isEqualTo(message("\"read\":[4,5],"));
        assertThat(inbox(InboxDelta.readThrough(9))).isEqualTo(message("\"readThrough\":9,"));
        assertThat(inbox(InboxDelta.NONE)).isEqualTo(message(""));
        assertThat(inbox(InboxDelta.deleted(4))).isEqualTo(message("\"deleted\":[4],"));
        assertThat(inbox(InboxDelta.by(new InboxChange(true, null), 4))).isEqualTo(message("\"read\":[4],"));
        assertThat(inbox(InboxDelta.by(new InboxChange(false, true), 4)))
                .isEqualTo(message("\"markedUnread\":[4],\"archived\":[4],"));
        assertThat(inbox(InboxDelta.by(new InboxChange(null, false), 4))).isEqualTo(message("\"unarchived\":[4],"));
    }

    @Test
    void snapshotHasItsCountAndItsNotifications() {
        // Given
        InboxNotification one = new InboxNotification(
                97, "t", "Title", "Text", null, true, NOW, true, null, "{\"a\":1}", null, "k", "organization", null);

        // When
        byte[] message = messages.snapshot(new InboxSnapshot(new LogPosition(97, 1), count, List.of(one)));

        // Then
        assertThat(text(message))
                .isEqualTo("{\"type\":\"snapshot\"," + COUNT
                        + "\"notifications\":[{\"id\":97,\"type\":\"t\",\"title\":\"Title\",\"message\":\"Text\","
                        + "\"actionUrl\":null,\"isRead\":true,\"createdAt\":\"" + NOW
                        + "\",\"isSeen\":true,\"data\":{\"a\":1},\"collapseKey\":\"k\",\"audience\":\"organization\"}],"
                        + "\"timestamp\":\"" + NOW + "\"}");
    }

    @Test
    void markDecidesBeforeTheWatermark() {
        // Given
        InboxMark mark = new InboxMark(new InboxMark.Key("acme", "ada", 5, 1));

        // Then
        assertThat(mark.isRead(4)).isFalse();
        assertThat(mark.isRead(5)).isTrue();
        mark.read = true;
        assertThat(mark.isRead(4)).isTrue();
        mark.read = false;
        assertThat(mark.isRead(5)).isFalse();
    }

    private String inbox(InboxDelta changed) {
        return text(messages.inbox(count, changed));
    }

    private static String message(String changes) {
        return "{\"type\":\"inbox\"," + COUNT + changes + "\"timestamp\":\"" + NOW + "\"}";
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.UTF_8);
    }
}
