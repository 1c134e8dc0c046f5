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

    /** One for each of {@code rows}, made where there was none; without those that the user has deleted. */
    List<Marked> of(Caller caller, List<NotificationRow> rows) {
        List<Long> ids = rows.stream().map(row -> row.key.number()).toList();
        Map<Long, InboxMark> known = list(OF_USER + "in ?3", caller.organizationId(), caller.userId(), ids).stream()
                .collect(Collectors.toMap(mark -> mark.key.notificationId(), Function.identity()));
        List<Marked> marked = new ArrayList<>(rows.size());
        for (NotificationRow row : rows) {
            InboxMark mark = known.get(row.key.number());
            if (mark == null) {
                InboxMark.Key key = new InboxMark.Key(caller.organizationId(), caller.userId(), row.key.number());
                marked.add(new Marked(row, new InboxMark(key)));
            } else if (!mark.deleted) {
                marked.add(new Marked(row, mark));
            }
        }
        return marked;
    }

    /** Adds those that are new; Hibernate writes the others by itself. */
    void keep(Collection<Marked> marked) {
        marked.stream().map(Marked::mark).filter(mark -> !isPersistent(mark)).forEach(this::persist);
        flush();
    }

    /** What the watermark now says of everything up to {@code through} replaces what the marks say of it. */
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

    /** A notification and what its recipient's mark says of it. */
    record Marked(NotificationRow row, InboxMark mark) {}
}
