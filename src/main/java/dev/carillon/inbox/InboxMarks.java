package dev.carillon.inbox;

import dev.carillon.identity.Caller;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import jakarta.persistence.Query;
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

    // Written in SQL. Hibernate translates a statement of its own language when it first meets it: a pod that has just
    // started on a busy machine would take seconds for it, and hold the user's row meanwhile.
    private static final String OF_USER =
            " where organization_id = :organization and user_id = :user and notification_id ";
    private static final String KNOWN = "select * from inbox_mark" + OF_USER + "in (:ids)";
    private static final String FORGET =
            "delete from inbox_mark" + OF_USER + "<= :through and not archived and not deleted and not replaced";
    private static final String AS_THE_WATERMARK =
            "update inbox_mark set is_read = null" + OF_USER + "<= :through and not replaced and is_read is not null";

    /** One for each of {@code rows}, created if there was none; without those that the user has deleted. */
    List<Marked> of(Caller caller, List<NotificationRow> rows) {
        List<Long> ids = rows.stream().map(row -> row.key.number()).toList();
        Map<Long, InboxMark> known = known(caller, ids);
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

    @SuppressWarnings("unchecked") // Hibernate's older form of the query has no type.
    private Map<Long, InboxMark> known(Caller caller, List<Long> ids) {
        List<InboxMark> found = of(caller, getEntityManager().createNativeQuery(KNOWN, InboxMark.class))
                .setParameter("ids", ids)
                .getResultList();
        return found.stream().collect(Collectors.toMap(mark -> mark.key.notificationId(), Function.identity()));
    }

    private static Query of(Caller caller, Query statement) {
        return statement.setParameter("organization", caller.organizationId()).setParameter("user", caller.userId());
    }

    /** Adds the new ones; Hibernate's dirty checking writes the others. */
    void keep(Collection<Marked> marked) {
        marked.stream().map(Marked::mark).filter(mark -> !isPersistent(mark)).forEach(this::persist);
        flush();
    }

    /** The watermark replaces the marks of everything up to {@code through}. */
    void yieldToWatermark(Caller caller, long through) {
        for (String statement : List.of(FORGET, AS_THE_WATERMARK)) {
            of(caller, getEntityManager().createNativeQuery(statement))
                    .setParameter("through", through)
                    .executeUpdate();
        }
    }

    /** A notification and its recipient's mark. */
    record Marked(NotificationRow row, InboxMark mark) {}
}
