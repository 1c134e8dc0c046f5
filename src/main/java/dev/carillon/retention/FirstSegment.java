package dev.carillon.retention;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Makes the tables of 0.1.0 the first segment, under load and without copying a row. The long steps, indexes and checks of
 * all rows, run beside reads and creates. One transaction that changes the catalog stops them for a moment. Each step may be
 * repeated.
 */
final class FirstSegment {

    private static final Logger LOG = Logger.getLogger(FirstSegment.class);

    private static final String IS_WHOLE =
            "select 1 from pg_class where oid = 'notification'::regclass and relkind = 'r'";

    private static final String WINDOW_IS_OPEN = """
            select 1 from segment where number = 1 and opened_at > clock_timestamp() - make_interval(secs => ?)
            """;

    /** Each as use_segments() declares it, so that an attach finds it. */
    private static final List<Index> INDEXES = List.of(
            new Index("notification_1_place", "unique index", "notification (organization_id, id, segment)"),
            new Index(
                    "notification_1_of_user",
                    "index",
                    "notification (organization_id, user_id, id) include (segment, expires_at, collapse_key)"
                            + " where user_id is not null"),
            new Index(
                    "notification_1_of_everyone",
                    "index",
                    "notification (organization_id, id) include (segment, expires_at, collapse_key) where user_id is null"),
            new Index("notification_1_xid", "index", "notification (xid) where xid is not null"),
            new Index(
                    "inbox_mark_1_place",
                    "unique index",
                    "inbox_mark (organization_id, user_id, notification_id, segment)"),
            new Index("idempotency_key_1_place", "index", "idempotency_key (organization_id, caller, key)"));

    private static final List<String> TABLES = List.of("notification", "inbox_mark", "idempotency_key");

    private static final String BROKEN = "select 1 from pg_index where indexrelid = to_regclass(?) and not indisvalid";

    private final OwnerSession session;

    FirstSegment(OwnerSession session) {
        this.session = session;
    }

    /** Whether the tables are divided already or now; false while pods of 0.1.0 are waited for. */
    boolean make(Duration window) throws SQLException {
        if (!session.exists(IS_WHOLE)) {
            return true;
        }
        if (session.exists(WINDOW_IS_OPEN, (double) window.toSeconds())) {
            return false;
        }
        session.waitForever();
        for (Index index : INDEXES) {
            if (session.exists(BROKEN, index.name())) {
                session.run("drop index concurrently " + index.name());
            }
            session.run("create " + index.kind() + " concurrently if not exists " + index.name() + " on " + index.on());
        }
        for (String table : TABLES) {
            session.run("alter table " + table + " validate constraint " + table + "_1_segment");
        }
        // Behind somebody's long transaction this would wait, and all creates behind it. It is tried again in the next
        // run.
        session.waitBriefly();
        session.run("select use_segments()");
        LOG.info("The tables of notifications are divided into segments: the upgrade from 0.1.0 is complete");
        return true;
    }

    private record Index(String name, String kind, String on) {}
}
