package dev.carillon.notification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the log: a committed notification, or the recall or update of an earlier one.
 *
 * @param id gapless per organization, in commit order: after id n nothing can appear before n
 * @param mark random bits that tell this notification from another one with the same id, after a fork; never 0, and not
 *     shown to clients as a field
 * @param createdAt by the database's clock, in whole milliseconds
 * @param change the effect on an earlier notification; null for a notification. An entry has the type and the
 *     recipient of the notification that it is about, and no text
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
        OptionalFields extras,
        @Nullable Change change) {

    /** The moment at which what has no content any more has expired: a recalled notification, or an outdated update. */
    public static final Instant NEVER = Instant.EPOCH;

    /**
     * The type of an entry that says that a user was erased. No sender may give this type, and the entry is for nobody; it
     * does not say who it was.
     */
    public static final String ERASURE = "~erasure";

    /**
     * The effect of an entry on an earlier notification of the same log.
     *
     * <p>See docs/adr/0035-text-in-one-place.md
     *
     * @param of the id of that notification
     * @param updated that notification as it is now; null for a recall
     */
    public record Change(long of, @Nullable Notification updated) {}

    /** A notification. */
    public Notification(
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
        this(organizationId, id, mark, recipient, type, title, message, actionUrl, createdAt, extras, null);
    }

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

    /** Whether there is nothing to show: it was recalled, or is an update that a later entry has replaced. */
    public boolean isErased() {
        return NEVER.equals(extras.expiresAt());
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
