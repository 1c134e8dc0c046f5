package dev.carillon.notification;

import java.util.List;

/**
 * What one create asks the log to keep: all of its drafts or none, with ids that follow each other.
 *
 * @param drafts at least one
 */
public record Submission(List<Draft> drafts) {
    public Submission {
        drafts = List.copyOf(drafts);
        if (drafts.isEmpty()) {
            throw new IllegalArgumentException("A submission holds at least one draft");
        }
    }
}
