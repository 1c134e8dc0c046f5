package dev.carillon.notification;

import java.util.ArrayList;
import java.util.List;

/**
 * What one transaction has made of several submissions.
 *
 * @param committed what it has written; nothing to broadcast where all of it was written before
 * @param outcomes one for each submission, in their order
 */
public record Appended(Committed committed, List<AppendOutcome> outcomes) {
    public Appended {
        outcomes = List.copyOf(outcomes);
    }

    /** Where all drafts were written, in the order of their submissions. */
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
