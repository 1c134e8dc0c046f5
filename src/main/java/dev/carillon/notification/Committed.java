package dev.carillon.notification;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What one transaction has added to an organization's log.
 *
 * @param epoch the history that the ids belong to, read in the same statement that handed them out
 * @param notifications in the order of their ids, without a gap
 */
public record Committed(String epoch, List<Notification> notifications) {
    public Committed {
        notifications = List.copyOf(notifications);
    }

    /** The drafts as what was stored of them, where the last one is the new head. */
    static Committed upTo(long head, String organizationId, List<Draft> drafts, Instant createdAt, String epoch) {
        long id = head - drafts.size();
        List<Notification> stored = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            stored.add(Notification.of(organizationId, ++id, draft, createdAt));
        }
        return new Committed(epoch, stored);
    }
}
