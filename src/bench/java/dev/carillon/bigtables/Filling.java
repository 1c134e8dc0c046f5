package dev.carillon.bigtables;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * Fills the tables of a store as years of use would: segment after segment, with its indexes in place, each as {@code open_segment}
 * makes it. A segment is opened and filled by one transaction, so that PostgreSQL need not write it twice.
 */
final class Filling {

    private static final int CHUNK = 500_000;
    private static final int APPEND = 10;

    /** The numbers of transactions that have appended ten rows each. */
    private static final String TRANSACTIONS = """
            do $$ begin
                for i in 1 .. %d loop perform pg_current_xact_id(); commit; end loop;
            end $$
            """;

    private final Store store;
    private final Shape shape;
    private final long deadline;
    private long firstTransaction;

    /** @param deadline of the clock of {@link System#nanoTime} */
    Filling(Store store, long deadline) {
        this.store = store;
        this.shape = store.shape();
        this.deadline = deadline;
    }

    void run() throws SQLException {
        try (Connection connection = store.superuser();
                Statement statement = connection.createStatement()) {
            // Triggers would look for webhooks and subscriptions, of which there are none.
            statement.execute("set session_replication_role = replica");
            firstTransaction = Long.parseLong(store.sql().text("select pg_current_xact_id()"));
            statement.execute("set synchronous_commit = off");
            statement.execute(TRANSACTIONS.formatted(shape.rows() / APPEND));
            // The vacuum after a commit marks pages only if that is synced.
            statement.execute("set synchronous_commit = on");
            for (int segment = 1; segment <= Shape.SEGMENTS; segment++) {
                fill(connection, statement, segment);
                statement.execute("vacuum (analyze) notification_" + segment + ", inbox_mark_" + segment);
                say("segment %d of %d, %s", segment, Shape.SEGMENTS, store.size());
            }
            statement.execute(FillingSql.floors(shape));
            statement.execute(FillingSql.watermarks(shape));
            statement.execute("vacuum (analyze) organization, organization_floor, inbox, segment");
            statement.execute("checkpoint");
            say("ready");
        }
    }

    private void fill(Connection connection, Statement statement, int segment) throws SQLException {
        connection.setAutoCommit(false);
        if (segment > 1) {
            statement.execute("set local role " + store.server().user());
            statement.execute("select open_segment()");
            statement.execute("reset role");
        } else {
            // The migrations have made it. An empty file of this transaction takes the place of theirs.
            statement.execute("truncate notification_1, inbox_mark_1");
        }
        for (long from = shape.firstOf(segment); from < shape.endOf(segment); from += CHUNK) {
            if (System.nanoTime() > deadline) {
                throw new SQLException("Loading took too long");
            }
            long end = Math.min(from + CHUNK, shape.endOf(segment));
            statement.execute(FillingSql.notifications(shape, segment, from, end, firstTransaction));
            say("%,d of %,d rows", end, shape.rows());
        }
        statement.execute(FillingSql.pointers(segment));
        statement.execute(FillingSql.marks(segment));
        statement.execute(FillingSql.opened(shape, segment));
        connection.commit();
        connection.setAutoCommit(true);
    }

    private void say(String text, Object... values) {
        System.out.println("  " + store.name() + ": " + String.format(Locale.ROOT, text, values));
    }
}
