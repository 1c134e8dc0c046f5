package dev.carillon.notification;

import java.util.List;

/** The result of a submission. */
public sealed interface AppendOutcome {

    /** This transaction has written it. */
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

    /** The key was used for another body; nothing was written. */
    record KeyReused() implements AppendOutcome {}
}
