package dev.carillon.notification;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The notifications that one transaction has added to an organization's log.
 *
 * @param epoch the epoch of the ids, read in the statement that handed them out
 * @param notifications in id order, without a gap
 */
public record Committed(String epoch, List<Notification> notifications) {
    public Committed {
        notifications = List.copyOf(notifications);
    }

    /** The drafts as stored notifications, of which the last one is the new head. */
    static Committed upTo(long head, String organizationId, List<Draft> drafts, Instant createdAt, String epoch) {
        long id = head - drafts.size();
        List<Notification> stored = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            stored.add(Notification.of(organizationId, ++id, draft, createdAt));
        }
        return new Committed(epoch, stored);
    }
}
