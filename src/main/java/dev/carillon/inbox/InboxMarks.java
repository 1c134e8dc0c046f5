package dev.carillon.inbox;

import dev.carillon.identity.Caller;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A user's marks. Every method runs in a transaction that holds the user's row of {@code inbox}, so that nobody else
 * changes them meanwhile.
 *
 * <p>See docs/adr/0009-watermark-and-marks.md
 */
@Singleton
class InboxMarks implements PanacheRepositoryBase<InboxMark, InboxMark.Key> {

    private static final String OF_USER = "key.organizationId = ?1 and key.userId = ?2 and key.notificationId ";

    /** One for each of {@code rows}, created if there was none; without those that the user has deleted. */
    List<Marked> of(Caller caller, List<NotificationRow> rows) {
        List<Long> ids = rows.stream().map(row -> row.key.number()).toList();
        Map<Long, InboxMark> known = list(OF_USER + "in ?3", caller.organizationId(), caller.userId(), ids).stream()
                .collect(Collectors.toMap(mark -> mark.key.notificationId(), Function.identity()));
        List<Marked> marked = new ArrayList<>(rows.size());
        for (NotificationRow row : rows) {
            InboxMark mark = known.get(row.key.number());
            if (mark == null) {
                InboxMark.Key key =
                        new InboxMark.Key(caller.organizationId(), caller.userId(), row.key.number(), row.segment);
                marked.add(new Marked(row, new InboxMark(key)));
            } else if (!mark.deleted) {
                marked.add(new Marked(row, mark));
            }
        }
        return marked;
    }

    /** Adds the new ones; Hibernate's dirty checking writes the others. */
    void keep(Collection<Marked> marked) {
        marked.stream().map(Marked::mark).filter(mark -> !isPersistent(mark)).forEach(this::persist);
        flush();
    }

    /** The watermark replaces the marks of everything up to {@code through}. */
    void yieldToWatermark(Caller caller, long through) {
        delete(
                OF_USER + "<= ?3 and archived = false and deleted = false and replaced = false",
                caller.organizationId(),
                caller.userId(),
                through);
        update(
                "read = null where " + OF_USER + "<= ?3 and replaced = false and read is not null",
                caller.organizationId(),
                caller.userId(),
                through);
    }

    /** A notification and its recipient's mark. */
    record Marked(NotificationRow row, InboxMark mark) {}
}
