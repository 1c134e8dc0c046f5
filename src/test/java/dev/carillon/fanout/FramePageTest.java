package dev.carillon.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notification.LogPage;
import dev.carillon.notification.LogPosition;
import dev.carillon.notification.Notification;
import dev.carillon.notification.OptionalFields;
import dev.carillon.notification.Recipient;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramePageTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void expiredNotificationIsSkippedLikeADeletedOne() {
        // Given
        List<Notification> rows =
                List.of(notification(1, null), notification(2, NOW), notification(3, NOW.plusMillis(1)));

        // When
        FramePage page = FramePage.of(new LogPage(new LogPosition(3, 3), LogPosition.START, 0, 3, rows), 0, NOW);

        // Then
        assertThat(page.frames()).extracting(Frame::id).containsExactly(1L, 3L);
        assertThat(page.firstFrom(2).id()).isEqualTo(3);
        assertThat(page.holds(2)).isTrue();
    }

    private static Notification notification(long id, Instant expiresAt) {
        return new Notification(
                "o",
                id,
                (int) id,
                new Recipient.WholeOrganization(),
                "t",
                "t",
                "m",
                null,
                NOW.minusSeconds(60),
                new OptionalFields(null, expiresAt, null));
    }
}
