package dev.carillon.notification;

/**
 * A notification that has no id yet.
 *
 * @param actionUrl null where there is nothing to open
 */
public record Draft(
        Recipient recipient, String type, String title, String message, String actionUrl, OptionalFields extras) {

    /** With the seed's fields only. */
    public Draft(Recipient recipient, String type, String title, String message, String actionUrl) {
        this(recipient, type, title, message, actionUrl, OptionalFields.NONE);
    }

    /** The same, as a part of a trace. */
    public Draft traced(String traceParent) {
        OptionalFields traced =
                new OptionalFields(extras.data(), extras.expiresAt(), extras.collapseKey(), traceParent);
        return new Draft(recipient, type, title, message, actionUrl, traced);
    }

    /** The same for somebody else. */
    public Draft to(Recipient other) {
        return new Draft(other, type, title, message, actionUrl, extras);
    }
}
