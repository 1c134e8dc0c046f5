package dev.carillon.handover;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A way by which a notification is handed over. */
public enum HandoverMedium {
    /** The event {@code notification.due} to the organization's endpoints. */
    WEBHOOK,
    /** A push message to the user's browsers. */
    PUSH;

    /** The name on the wire and in the database. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> labels() {
        return Stream.of(values()).map(HandoverMedium::label).toList();
    }

    static Optional<HandoverMedium> named(String label) {
        return Stream.of(values()).filter(one -> one.label().equals(label)).findAny();
    }
}
