package dev.carillon.notification;

import java.util.List;

/**
 * What one transaction has made of several submissions.
 *
 * @param committed what it has written; nothing to broadcast where all of it was written before
 * @param outcomes one for each submission, in their order
 */
public record Appended(Committed committed, List<Outcome> outcomes) {
    public Appended {
        outcomes = List.copyOf(outcomes);
    }
}
