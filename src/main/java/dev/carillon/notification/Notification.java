package dev.carillon.notification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A committed notification.
 *
 * @param id gapless per organization, in commit order: after id n nothing can appear before n
 * @param mark random bits that tell this notification from another one with the same id, after a fork; never 0, and not
 *     shown to clients as a field
 * @param createdAt by the database's clock, in whole milliseconds
 */
public record Notification(
        String organizationId,
        long id,
        int mark,
        Recipient recipient,
        String type,
        String title,
        String message,
        @Nullable String actionUrl,
        Instant createdAt,
        OptionalFields extras) {

    /** With the Express application's fields only. */
    public Notification(
            String organizationId,
            long id,
            int mark,
            Recipient recipient,
            String type,
            String title,
            String message,
            String actionUrl,
            Instant createdAt) {
        this(organizationId, id, mark, recipient, type, title, message, actionUrl, createdAt, OptionalFields.NONE);
    }

    /** Where it stands in its organization's log. */
    public LogPosition position() {
        return new LogPosition(id, mark);
    }

    /** Whether it has not expired. */
    public boolean isCurrent(Instant now) {
        return extras.expiresAt() == null || extras.expiresAt().isAfter(now);
    }

    static Notification of(String organizationId, LogPosition at, Draft draft, Instant createdAt) {
        return new Notification(
                organizationId,
                at.id(),
                at.mark(),
                draft.recipient(),
                draft.type(),
                draft.title(),
                draft.message(),
                draft.actionUrl(),
                createdAt,
                draft.extras());
    }
}
