package dev.carillon.notification;

import java.util.List;

/** What has become of a submission. */
public sealed interface AppendOutcome {

    /** Written by this very transaction. */
    record Stored(List<Notification> notifications) implements AppendOutcome {
        public Stored {
            notifications = List.copyOf(notifications);
        }
    }

    /** An earlier submission with the same key and body was written; these are its notifications. */
    record Repeated(List<Notification> notifications) implements AppendOutcome {
        public Repeated {
            notifications = List.copyOf(notifications);
        }
    }

    /** The key stands for another body; nothing was written. */
    record KeyReused() implements AppendOutcome {}
}
