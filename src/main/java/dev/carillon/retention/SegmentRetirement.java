package dev.carillon.retention;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Drops whole segments. Each step may be repeated, so a pod that dies in between leaves work for the next run and nothing
 * else: floors are kept, then the tables are detached, then dropped, and last the segment's number goes.
 *
 * <p>A plain detach, or a drop of an attached table, would stop all creates for as long as the longest transaction lasts.
 */
final class SegmentRetirement {

    private static final Logger LOG = Logger.getLogger(SegmentRetirement.class);

    private static final String PENDING = """
            select format('alter table %s detach partition %s finalize', inhparent::regclass, inhrelid::regclass)
            from pg_inherits where inhdetachpending and inhparent in (
                select oid from pg_class where relnamespace = current_schema()::regnamespace)
            """;

    /** Closed for longer than the retention: the next one was opened before that. Never the newest. */
    private static final String PAST_RETENTION = """
            select number from (
                select number, lead(opened_at) over (order by number) as closed_at from %s) s
            where closed_at < clock_timestamp() - make_interval(secs => ?) order by number
            """;

    private static final String ATTACHED = """
            select 1 from pg_inherits where inhrelid = to_regclass(?) and inhparent = to_regclass(?)
            """;

    private final OwnerSession session;

    SegmentRetirement(OwnerSession session) {
        this.session = session;
    }

    /** Finishes the detach of a pod that died: PostgreSQL allows no second one while one is pending. */
    void finishPending() throws SQLException {
        session.waitForever();
        for (String detach : session.list(PENDING)) {
            session.run(detach);
        }
    }

    /** Returns how many segments went. */
    int retire(SegmentKind kind, Duration retention) throws SQLException {
        session.waitForever();
        List<String> numbers = session.list(PAST_RETENTION.formatted(kind.numbers()), (double) retention.toSeconds());
        for (String number : numbers) {
            if (kind.equals(SegmentKind.LOG)) {
                keepFloors(number);
            }
            for (String table : kind.tables()) {
                String segment = table + "_" + number;
                if (session.exists(ATTACHED, segment, table)) {
                    session.run("alter table " + table + " detach partition " + segment + " concurrently");
                }
            }
            for (String table : kind.tables()) {
                session.run("drop table if exists " + table + "_" + number);
            }
            session.run("delete from " + kind.numbers() + " where number = " + number);
            LOG.infof("Dropped a segment past its retention: kind=%s segment=%s", kind.label(), number);
        }
        return numbers.size();
    }

    /** Ids go on after them, and a cursor at one of them remains valid. */
    private void keepFloors(String number) throws SQLException {
        String after = "";
        while (after != null) {
            after = session.list("select keep_floors(" + number + ", ?)", after).get(0);
        }
    }
}
