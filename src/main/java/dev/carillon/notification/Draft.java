package dev.carillon.notification;

import org.jspecify.annotations.Nullable;

/**
 * A notification that has no id yet.
 *
 * @param actionUrl null if there is nothing to open
 */
public record Draft(
        Recipient recipient,
        String type,
        String title,
        String message,
        @Nullable String actionUrl,
        OptionalFields extras) {

    /** With the Express application's fields only. */
    public Draft(Recipient recipient, String type, String title, String message, String actionUrl) {
        this(recipient, type, title, message, actionUrl, OptionalFields.NONE);
    }

    /** The same draft as part of a trace. */
    public Draft traced(String traceParent) {
        OptionalFields traced = new OptionalFields(
                extras.data(),
                extras.expiresAt(),
                extras.collapseKey(),
                traceParent,
                extras.sender(),
                null,
                extras.handoverAfter());
        return new Draft(recipient, type, title, message, actionUrl, traced);
    }

    /** The same draft for another recipient. */
    public Draft to(Recipient other) {
        return new Draft(other, type, title, message, actionUrl, extras);
    }
}
