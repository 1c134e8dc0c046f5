package dev.carillon.notification;

import java.util.List;

/**
 * What one create asks the log to keep: all of its drafts or none, with ids that follow each other.
 *
 * @param drafts at least one
 * @param idempotencyKey null for a create that is new each time it comes
 */
public record Submission(List<Draft> drafts, IdempotencyKey idempotencyKey) {
    public Submission {
        drafts = List.copyOf(drafts);
        if (drafts.isEmpty()) {
            throw new IllegalArgumentException("A submission holds at least one draft");
        }
    }

    static List<Draft> drafts(List<Submission> submissions) {
        return submissions.stream().flatMap(s -> s.drafts().stream()).toList();
    }
}
