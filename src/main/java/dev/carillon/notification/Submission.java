package dev.carillon.notification;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The drafts of one create request. The log keeps all of them or none, with consecutive ids.
 *
 * @param drafts at least one
 * @param idempotencyKey null if each repeat counts as a new request
 */
public record Submission(List<Draft> drafts, @Nullable IdempotencyKey idempotencyKey) {
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
