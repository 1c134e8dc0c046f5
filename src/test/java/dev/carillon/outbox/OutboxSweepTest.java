package dev.carillon.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.notification.Committed;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxSweepTest {

    private static final int PAGE = 100;

    private static OwnDatabase database;
    private static Backend backend;
    private static NotificationLog log;
    private static Sql sql;

    private final String organization = "outbox-" + UUID.randomUUID();
    private final String other = "outbox-" + UUID.randomUUID();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final OutboxMetrics metrics = new OutboxMetrics(registry);
    private final Map<String, List<Notification>> announced = new ConcurrentHashMap<>();
    private OutboxSweep sweep;

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
        sql.run("delete from outbox_dead");
        sweep = sweep(database.application());
    }

    private OutboxSweep sweep(DataSource source) {
        return new OutboxSweep(new PostgresOutbox(new Database(source)), this::announce, metrics, PAGE, new Random());
    }

    private void announce(String organizationId, Committed committed) {
        announced.computeIfAbsent(organizationId, id -> new ArrayList<>()).addAll(committed.notifications());
    }

    @Test
    void rolledBackRowIsNeverShownAndCommittedOneIs() throws SQLException {
        // Given
        try (Connection connection = backend.connect()) {
            connection.setAutoCommit(false);
            Backend.publish(connection, organization, "rolled back");
            sweep.run();
            connection.rollback();
            Backend.publish(connection, organization, "committed");
            sweep.run();
            assertThat(titles(organization)).isEmpty();

            // When
            connection.commit();
        }
        sweep.run();

        // Then
        assertThat(titles(organization)).containsExactly("committed");
        assertThat(sql.number("select count(*) from outbox")).isZero();
    }

    @Test
    void announcedNotificationsAreThoseOfTheLog() throws SQLException {
        // Given
        log.append(organization, PostgresLogs.creates(1));
        try (Connection connection = backend.connect()) {
            Backend.run(
                    connection,
                    "select carillon.publish('" + organization + "', 'a.b', 'T 😀', 'M', audience =>"
                            + " 'organization', action_url => '/x', data => '{\"b\": [1, \"x\"], \"a\": null}',"
                            + " expires_at => '2999-01-01T00:00:00.123456Z', collapse_key => 'k')");
        }

        // When
        sweep.run();

        // Then
        List<Notification> rows = log.read(organization, 1, 100, 10).rows();
        assertThat(announced.get(organization)).isEqualTo(rows);
        Notification stored = rows.get(0);
        assertThat(stored.extras().data()).isEqualTo("{\"a\":null,\"b\":[1,\"x\"]}");
        assertThat(stored.extras().expiresAt()).hasToString("2999-01-01T00:00:00.123Z");
    }

    @Test
    void transactionKeepsItsOrderOverSeveralPages() throws SQLException {
        // Given
        int many = 2 * PAGE + 7;
        try (Connection connection = backend.connect()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < many; i++) {
                Backend.publish(connection, organization, "n" + i);
            }
            connection.commit();
        }

        // When
        sweep.run();

        // Then
        assertThat(titles(organization))
                .containsExactlyElementsOf(
                        IntStream.range(0, many).mapToObj(i -> "n" + i).toList());
    }

    @Test
    void transactionThatCommitsLateIsNotMissed() throws SQLException {
        try (Connection late = backend.connect()) {
            // Given
            late.setAutoCommit(false);
            Backend.publish(late, organization, "late");
            backend.publish(other, "early");
            sweep.run();
            backend.publish(other, "next");
            sweep.run();

            // When
            late.commit();
            sweep.run();

            // Then
            assertThat(titles(other)).containsExactly("early", "next");
            assertThat(titles(organization)).containsExactly("late");
        }
    }

    @Test
    void openTransactionLocksNobodyAndMakesNothingBeReadTwice() throws SQLException {
        try (Connection open = backend.connect()) {
            // Given
            open.setAutoCommit(false);
            Backend.publish(open, organization, "open");
            int many = 3 * PAGE;
            try (Connection others = backend.connect()) {
                for (int i = 0; i < many; i++) {
                    Backend.publish(others, organization, "n" + i);
                }
            }
            assertThat(sweep.run()).isEqualTo(many);

            // When
            int again = sweep.run();
            List<Long> created = IntStream.range(0, 20)
                    .mapToObj(i -> log.append(organization, PostgresLogs.creates(1)))
                    .map(appended -> appended.committed().notifications().get(0).id())
                    .toList();
            long before = indexReads();
            sweep.run();

            // Then
            assertThat(again).isZero();
            assertThat(created).startsWith(many + 1L).hasSize(20);
            // The deleted rows are still in the index, as the open transaction may see them.
            assertThat(indexReads() - before).isLessThan(10);
            long all = indexReads();
            sweep.forget();
            sweep.run();
            assertThat(indexReads() - all).isGreaterThanOrEqualTo(many);
            open.rollback();
        }
    }

    private static long indexReads() {
        database.awaitCounts();
        return sql.number("select idx_tup_read from pg_stat_all_indexes where indexrelname = 'outbox_pkey'");
    }

    @Test
    void wordOfItsSenderAboutHandOverComesIntoTheLogWithIt() throws SQLException {
        // Given others of the same sweep without any
        backend.publish(organization, "by the rules");
        try (Connection connection = backend.connect()) {
            Backend.publishHandedOver(connection, organization, "soon", "{\"afterSeconds\":5}");
            Backend.publishHandedOver(connection, other, "never", "{\"never\":true}");
        }
        backend.publish(other, "by the rules");

        // When
        sweep.run();

        // Then
        assertThat(sql.list(
                        "select n.title || ' ' || coalesce(w.after_seconds, -1) from handover_wish w"
                                + " join notification n on n.organization_id = w.organization_id"
                                + " and n.segment = w.segment and n.id = w.notification_id"
                                + " where w.organization_id in (?, ?) order by 1",
                        organization,
                        other))
                .containsExactly("never -1", "soon 5");
        assertThat(titles(organization)).containsExactly("by the rules", "soon");
    }

    @Test
    void poisonedRowKeepsTheWordOfItsSender() {
        // Given
        sql.run(
                "insert into outbox (organization_id, user_id, type, title, message, data, handover_after)"
                        + " values (?, '26', 't', 'poison', 'm', 'not json', 7)",
                organization);
        // When
        sweep.run();
        // Then
        assertThat(sql.list("select title || ' ' || handover_after from outbox_dead"))
                .containsExactly("poison 7");
    }

    @Test
    void poisonedRowFailsAlone() throws SQLException {
        // Given
        backend.publish(organization, "before");
        backend.publish(other, "other");
        sql.run(
                "insert into outbox (organization_id, user_id, type, title, message, data)"
                        + " values (?, '26', 't', 'poison', 'm', 'not json')",
                organization);
        for (int i = 0; i < 5; i++) {
            backend.publish(organization, "after" + i);
        }

        // When
        sweep.run();

        // Then
        assertThat(titles(organization)).containsExactly("before", "after0", "after1", "after2", "after3", "after4");
        assertThat(titles(other)).containsExactly("other");
        assertThat(sql.list("select title || ': ' || reason from outbox_dead"))
                .singleElement()
                .asString()
                .startsWith("poison: ERROR: invalid input syntax for type json");
        assertThat(registry.get("carillon.outbox.dead").counter().count()).isEqualTo(1);
    }

    @Test
    void organizationThatIsLockedKeepsNoOtherBack() throws SQLException {
        // Given
        log.append(organization, PostgresLogs.creates(1));
        backend.publish(organization, "locked");
        backend.publish(other, "free");
        backend.publish(UUID.randomUUID().toString(), "another");
        try (Connection holder = database.owner().getConnection()) {
            holder.setAutoCommit(false);
            Backend.run(holder, "select 1 from organization where id = '" + organization + "' for update");

            // When
            for (int i = 0; i < 20 && titles(other).isEmpty(); i++) {
                sweep.run();
            }
            List<String> meanwhile = titles(other);
            holder.rollback();

            // Then
            assertThat(meanwhile).containsExactly("free");
            assertThat(announced).doesNotContainKey(organization);
            assertThat(registry.get("carillon.outbox.failures").counter().count())
                    .isPositive();
        }
        sweep.run();
        assertThat(titles(organization)).containsExactly("title", "locked");
    }

    @Test
    void organizationThatIsFreeAgainOnTheNextPageKeepsItsOrder() throws SQLException {
        // Given: a lock that ends between two pages
        log.append(organization, PostgresLogs.creates(1));
        log.append(other, PostgresLogs.creates(1));
        for (String title : List.of("first", "second")) {
            backend.publish(organization, title);
            backend.publish(other, title);
        }
        try (Connection holder = database.owner().getConnection()) {
            holder.setAutoCommit(false);
            Backend.run(holder, "select 1 from organization where id = '" + organization + "' for update");
            OutboxSweep small = new OutboxSweep(releasing(holder), this::announce, metrics, 2, new Random());

            // When
            small.run();
            small.run();
        }

        // Then
        assertThat(titles(organization)).containsExactly("title", "first", "second");
        assertThat(titles(other)).containsExactly("title", "first", "second");
    }

    /** PostgreSQL ends a deadlock at the cost of one of its transactions, which may be the relay's. */
    @Test
    void conflictLetsNoLaterRowOvertake() throws SQLException {
        // Given
        for (String title : List.of("first", "second", "third")) {
            backend.publish(organization, title);
        }
        OutboxSweep conflicting = new OutboxSweep(conflicting(), this::announce, metrics, PAGE, new Random());

        // When
        conflicting.run();
        List<String> meanwhile = titles(organization);
        sweep.run();

        // Then
        assertThat(meanwhile).isEmpty();
        assertThat(titles(organization)).containsExactly("first", "second", "third");
    }

    /** Cannot store the first row. */
    private static Outbox conflicting() {
        return new PostgresOutbox(new Database(database.application())) {
            private @Nullable OutboxRow first;

            @Override
            public Map<String, Committed> relay(List<OutboxRow> rows, boolean waits) {
                first = first == null ? rows.get(0) : first;
                if (rows.contains(first)) {
                    throw new LogUnavailable(new SQLException("deadlock detected", "40P01"));
                }
                return super.relay(rows, waits);
            }
        };
    }

    /** Ends the transaction of the holder before any page but the first. */
    private Outbox releasing(Connection holder) {
        return new PostgresOutbox(new Database(database.application())) {
            @Override
            public OutboxPage page(@Nullable String since, OutboxRow after, int most) {
                if (!after.equals(OutboxRow.START)) {
                    release(holder);
                }
                return super.page(since, after, most);
            }
        };
    }

    private static void release(Connection holder) {
        try {
            holder.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void twoRelaysMoveEachRowOnce() throws Exception {
        // Given
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> relays = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                relays.add(threads.submit(() -> {
                    OutboxSweep own = sweep(database.application());
                    boolean last;
                    do {
                        last = ended.get();
                        // Without this, only the first look would find the same rows as the other's.
                        own.forget();
                        own.run();
                    } while (!last);
                }));
            }

            // When
            List<Future<?>> publishers = new ArrayList<>();
            for (int publisher = 0; publisher < 4; publisher++) {
                String name = "p" + publisher + "-";
                publishers.add(threads.submit(() -> publishMany(name, 60)));
            }
            for (Future<?> publisher : publishers) {
                publisher.get();
            }
            ended.set(true);
            for (Future<?> relay : relays) {
                relay.get();
            }
        } finally {
            threads.shutdownNow();
        }

        // Then
        for (String each : List.of(organization, other)) {
            assertThat(titles(each)).hasSize(240).doesNotHaveDuplicates();
            assertThat(PostgresLogs.ids(log, each))
                    .isEqualTo(IntStream.rangeClosed(1, 240)
                            .mapToObj(i -> (long) i)
                            .toList());
            for (int publisher = 0; publisher < 4; publisher++) {
                String name = "p" + publisher + "-";
                assertThat(titles(each).stream().filter(title -> title.startsWith(name)))
                        .containsExactlyElementsOf(
                                IntStream.range(0, 60).mapToObj(i -> name + i).toList());
            }
        }
    }

    private Void publishMany(String name, int count) throws SQLException {
        try (Connection connection = backend.connect()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < count; i++) {
                Backend.publish(connection, organization, name + i);
                Backend.publish(connection, other, name + i);
                connection.commit();
            }
        }
        return null;
    }

    /** The connection breaks before each statement, and after its commit. */
    @Test
    void relayThatDiesAtAnyMomentLosesAndRepeatsNothing() throws SQLException {
        int died = 0;
        for (int dies = 0; dies < 8; dies++) {
            // Given
            backend.publish(organization, "n" + dies);
            backend.publish(other, "n" + dies);
            OutboxSweep dying = sweep(DyingDatabase.at(dies, database.application()));
            // When
            try {
                dying.run();
            } catch (LogUnavailable e) {
                died++;
            }
        }
        sweep.run();

        // Then
        assertThat(died).isGreaterThanOrEqualTo(5);
        List<String> all = IntStream.range(0, 8).mapToObj(i -> "n" + i).toList();
        assertThat(titles(organization)).containsExactlyElementsOf(all);
        assertThat(titles(other)).containsExactlyElementsOf(all);
    }

    @Test
    void databaseThatIsGoneEndsTheSweep() {
        OutboxSweep cut = sweep(DyingDatabase.at(0, database.application()));
        assertThatThrownBy(cut::run).isInstanceOf(LogUnavailable.class);
    }

    private static List<String> titles(String organizationId) {
        return log.read(organizationId, 0, Long.MAX_VALUE, 1_000).rows().stream()
                .map(Notification::title)
                .toList();
    }
}
