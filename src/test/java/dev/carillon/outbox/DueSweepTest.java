package dev.carillon.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.PostgresLogs;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.testkit.OwnDatabase;
import dev.carillon.testkit.Sql;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DueSweepTest {

    private static final int PAGE = 100;

    private static OwnDatabase database;
    private static Backend backend;
    private static NotificationLog log;
    private static Sql sql;

    private final String organization = "due-" + UUID.randomUUID();
    private final OutboxMetrics metrics = new OutboxMetrics(new SimpleMeterRegistry());
    private DueSweep sweep;

    @BeforeAll
    static void migrate() {
        database = OwnDatabase.migratedTo("latest");
        backend = Backend.of(database);
        log = PostgresLogs.at(database.application());
        sql = database.sql();
    }

    @BeforeEach
    void begin() {
        sql.run("delete from outbox");
        sql.run("delete from scheduled");
        sweep = sweep(database.application());
    }

    private DueSweep sweep(DataSource source) {
        Outbox outbox = new PostgresOutbox(new Database(source));
        OutboxSweep relay = new OutboxSweep(outbox, (organizationId, committed) -> {}, metrics, PAGE, new Random());
        // So that it also finds rows that another one has put there.
        return new DueSweep(
                outbox,
                metrics,
                () -> {
                    relay.forget();
                    relay.run();
                },
                PAGE);
    }

    private void schedule(String title, String later) throws SQLException {
        try (Connection connection = backend.connect()) {
            Backend.publish(connection, organization, title, later);
        }
    }

    /** By the database's clock. */
    private static void awaitTime(String at) {
        await().until(() -> sql.text("select clock_timestamp() > '" + at + "'").equals("t"));
    }

    private static String in(String interval) {
        return sql.text("select clock_timestamp() + interval '" + interval + "'");
    }

    @Test
    void nothingIsShownBeforeItsTimeAndEverythingAtItsTime() throws SQLException {
        // Given
        schedule("soon", "500 milliseconds");
        schedule("never so far", "1 hour");
        String at = sql.text("select min(deliver_at) from scheduled");

        // When
        List<String> before = titles();
        await().until(() -> {
            sweep.run();
            return !titles().isEmpty();
        });

        // Then
        assertThat(before).isEmpty();
        assertThat(titles()).containsExactly("soon");
        assertThat(log.read(organization, 0, 10, 10).rows().get(0).createdAt())
                .isAfterOrEqualTo(sql.text("select to_char('" + at
                                + "'::timestamptz at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')")
                        .transform(Instant::parse));
        assertThat(sql.number("select count(*) from scheduled")).isEqualTo(1);
    }

    /** Others commit meanwhile, so it is no longer the newest one. */
    @Test
    void transactionThatIsOpenForLongAndCommitsAfterItsTimeIsNotMissed() throws SQLException {
        try (Connection late = backend.connect()) {
            // Given
            late.setAutoCommit(false);
            Backend.publish(late, organization, "late", "100 milliseconds");
            for (int i = 0; i < 3; i++) {
                schedule("n" + i, "200 milliseconds");
                awaitTime(in("210 milliseconds"));
                sweep.run();
            }

            // When
            late.commit();
            sweep.run();

            // Then
            assertThat(titles()).containsExactly("n0", "n1", "n2", "late");
        }
    }

    @Test
    void transactionThatCommitsAfterItsTimeIsNotMissed() throws SQLException {
        try (Connection late = backend.connect()) {
            // Given
            late.setAutoCommit(false);
            Backend.publish(late, organization, "late", "100 milliseconds");
            awaitTime(in("110 milliseconds"));
            sweep.run();
            sweep.run();
            List<String> before = titles();

            // When
            late.commit();
            sweep.run();

            // Then
            assertThat(before).isEmpty();
            assertThat(titles()).containsExactly("late");
        }
    }

    @Test
    void manyThatAreDueTogetherKeepTheirOrder() throws SQLException {
        // Given
        int many = 2 * PAGE + 7;
        String at = in("1 second");
        try (Connection connection = backend.connect()) {
            Backend.run(
                    connection,
                    "select carillon.publish('" + organization + "', 'order', 'n' || i, 'message', user_id => '26',"
                            + " deliver_at => '" + at + "') from generate_series(1, " + many + ") i");
        }
        awaitTime(at);

        // When
        int found = sweep.run();

        // Then
        assertThat(found).isEqualTo(many);
        assertThat(titles())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, many).mapToObj(i -> "n" + i).toList());
    }

    @Test
    void rowsThatAreNotDueOrWereMovedBesideALongTransactionAreNotRead() throws SQLException {
        try (Connection open = backend.connect()) {
            // Given
            open.setAutoCommit(false);
            Backend.publish(open, organization, "open", "1 hour");
            int many = 3 * PAGE;
            try (Connection others = backend.connect()) {
                for (int i = 0; i < many; i++) {
                    Backend.publish(others, organization, "n" + i, "200 milliseconds");
                    Backend.publish(others, organization, "far" + i, "1 hour");
                }
            }
            awaitTime(in("210 milliseconds"));
            sweep.run();
            sweep.run();

            // When
            long before = indexReads();
            sweep.run();
            long read = indexReads() - before;

            // Then
            assertThat(titles()).hasSize(many);
            assertThat(read).isLessThan(10);
            before = indexReads();
            sweep.forget();
            sweep.run();
            // The open transaction may see them, so they are still in the index.
            assertThat(indexReads() - before).isGreaterThanOrEqualTo(many);
            open.rollback();
        }
    }

    private static long indexReads() {
        database.awaitCounts();
        return sql.number("select sum(idx_tup_read) from pg_stat_all_indexes where relname = 'scheduled'");
    }

    @Test
    void clockThatWasSetBackHidesNothing() throws SQLException {
        // Given
        Outbox outbox = new PostgresOutbox(new Database(database.application()));
        String since = outbox.moveDue(null, DueMark.START, PAGE).snapshot();
        schedule("accepted after it was set back", "200 milliseconds");
        awaitTime(in("210 milliseconds"));
        // When
        DuePage page = outbox.moveDue(since, new DueMark("2999-01-01 00:00:00+00", 0), PAGE);
        // Then
        assertThat(sql.list("select title from outbox")).containsExactly("accepted after it was set back");
        assertThat(page.mark().at()).startsWith("20").doesNotStartWith("2999");
    }

    /** The connection breaks before each statement, and after its commit. */
    @Test
    void relayThatDiesAtAnyMomentLosesAndRepeatsNothing() throws SQLException {
        int died = 0;
        for (int dies = 0; dies < 8; dies++) {
            // Given
            schedule("n" + dies, "200 milliseconds");
            awaitTime(in("210 milliseconds"));
            DueSweep dying = sweep(DyingDatabase.at(dies, database.application()));
            // When
            try {
                dying.run();
            } catch (LogUnavailable e) {
                died++;
            }
        }
        schedule("last", "200 milliseconds");
        awaitTime(in("210 milliseconds"));
        sweep.run();

        // Then
        assertThat(died).isGreaterThanOrEqualTo(5);
        assertThat(titles()).hasSize(9).doesNotHaveDuplicates();
    }

    @Test
    void canceledOneIsNeverShownAndTheOthersOnce() throws Exception {
        // Given
        int many = 60;
        try (Connection connection = backend.connect()) {
            for (int i = 0; i < many; i++) {
                Backend.publish(connection, organization, "n" + i, (1000 + 40 * i) + " milliseconds");
            }
        }
        List<String> ids = sql.list("select title || ' ' || group_id from scheduled order by deliver_at");
        List<String> canceled = new ArrayList<>();
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> relays = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                DueSweep own = sweep(database.application());
                relays.add(threads.submit(() -> {
                    while (!ended.get()) {
                        own.forget();
                        own.run();
                    }
                }));
            }

            // When
            for (String id : ids) {
                String group = id.substring(id.indexOf(' ') + 1);
                // At its time, give or take.
                if (sql.text(
                                "select cancel_scheduled(?, " + group + ", 1, null) from pg_sleep((select greatest(0,"
                                        + " extract(epoch from min(deliver_at) - clock_timestamp())) from scheduled"
                                        + " where group_id = " + group + "))",
                                organization)
                        .equals("t")) {
                    canceled.add(id.substring(0, id.indexOf(' ')));
                }
            }
            await().until(() -> sql.number("select count(*) from scheduled") == 0);
            ended.set(true);
            for (Future<?> relay : relays) {
                relay.get();
            }
            sweep.run();
        } finally {
            threads.shutdownNow();
        }

        // Then
        List<String> all = new ArrayList<>(titles());
        all.addAll(canceled);
        assertThat(canceled).isNotEmpty();
        assertThat(all).hasSize(many).doesNotHaveDuplicates();
    }

    private List<String> titles() {
        return log.read(organization, 0, Long.MAX_VALUE, 1_000).rows().stream()
                .map(Notification::title)
                .toList();
    }
}
