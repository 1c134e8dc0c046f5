package dev.carillon.notification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A committed notification.
 *
 * @param id gapless per organization, in commit order: after id n nothing can appear before n
 * @param createdAt by the database's clock, in whole milliseconds
 */
public record Notification(
        String organizationId,
        long id,
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
            Recipient recipient,
            String type,
            String title,
            String message,
            String actionUrl,
            Instant createdAt) {
        this(organizationId, id, recipient, type, title, message, actionUrl, createdAt, OptionalFields.NONE);
    }

    /** Whether it has not expired. */
    public boolean isCurrent(Instant now) {
        return extras.expiresAt() == null || extras.expiresAt().isAfter(now);
    }

    static Notification of(String organizationId, long id, Draft draft, Instant createdAt) {
        return new Notification(
                organizationId,
                id,
                draft.recipient(),
                draft.type(),
                draft.title(),
                draft.message(),
                draft.actionUrl(),
                createdAt,
                draft.extras());
    }
}
