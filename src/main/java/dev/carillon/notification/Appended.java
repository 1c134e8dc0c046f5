package dev.carillon.notification;

import java.util.ArrayList;
import java.util.List;

/**
 * The result of a transaction with several submissions.
 *
 * @param committed the notifications that it has written; empty if all submissions were repeats
 * @param outcomes one per submission, in the order of the submissions
 */
public record Appended(Committed committed, List<AppendOutcome> outcomes) {
    public Appended {
        outcomes = List.copyOf(outcomes);
    }

    /** For a transaction that has written all drafts, in the order of their submissions. */
    static Appended of(Committed committed, List<Submission> submissions) {
        List<AppendOutcome> outcomes = new ArrayList<>(submissions.size());
        int from = 0;
        for (Submission submission : submissions) {
            int to = from + submission.drafts().size();
            outcomes.add(new AppendOutcome.Stored(committed.notifications().subList(from, to)));
            from = to;
        }
        return new Appended(committed, outcomes);
    }
}
