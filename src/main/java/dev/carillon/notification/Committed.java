package dev.carillon.notification;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The notifications that one transaction has added to an organization's log.
 *
 * @param before the head that they follow, read under the lock that ordered the commits
 * @param notifications in id order, without a gap; empty if all submissions were repeats
 */
public record Committed(LogPosition before, List<Notification> notifications) {
    public Committed {
        notifications = List.copyOf(notifications);
    }

    /** The drafts as stored notifications; the first follows {@code before}. */
    static Committed after(
            LogPosition before, String organizationId, List<Draft> drafts, int[] marks, Instant createdAt) {
        List<Notification> stored = new ArrayList<>(drafts.size());
        for (int i = 0; i < drafts.size(); i++) {
            LogPosition at = new LogPosition(before.id() + 1 + i, marks[i]);
            stored.add(Notification.of(organizationId, at, drafts.get(i), createdAt));
        }
        return new Committed(before, stored);
    }
}
