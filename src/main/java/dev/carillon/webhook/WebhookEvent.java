package dev.carillon.webhook;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The events that an endpoint may want, by their names on the wire. */
public enum WebhookEvent {
    CREATED("notification.created"),
    UPDATED("notification.updated"),
    RECALLED("notification.recalled"),
    DELIVERED("notification.delivered"),
    SEEN("notification.seen"),
    READ("notification.read"),
    /** Nobody has seen it in time. */
    DUE("notification.due");

    /** Sent on request, to any endpoint. */
    static final String TEST = "webhook.test";

    private final String label;

    WebhookEvent(String label) {
        this.label = label;
    }

    static List<String> labels() {
        return Stream.of(values()).map(event -> event.label).toList();
    }

    public static Optional<WebhookEvent> named(String label) {
        return Stream.of(values()).filter(event -> event.label.equals(label)).findAny();
    }

    /** Whether its data is a notification. */
    public boolean hasNotification() {
        return this == CREATED || this == UPDATED || this == DUE;
    }
}
