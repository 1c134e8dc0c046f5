package dev.carillon.notification;

import java.util.List;

/**
 * The part of an append that is for one organization.
 *
 * @param firstSubmission number of its first submission in the call, from 1
 * @param firstDraft index of its first draft in the call
 */
record OrganizationPart(String organizationId, int firstSubmission, int firstDraft, List<Submission> submissions) {

    /** Whether an earlier submission has the same key. */
    boolean isSentBefore(int index) {
        return sentAs(index) < index;
    }

    /** The index of the first submission with the same key; its own without a key. */
    int sentAs(int index) {
        IdempotencyKey key = submissions.get(index).idempotencyKey();
        if (key != null) {
            for (int earlier = 0; earlier < index; earlier++) {
                if (key.sameKey(submissions.get(earlier).idempotencyKey())) {
                    return earlier;
                }
            }
        }
        return index;
    }
}
