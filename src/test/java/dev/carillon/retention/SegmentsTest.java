package dev.carillon.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.notification.Commits;
import dev.carillon.notification.Committed;
import dev.carillon.notification.LogPage;
import dev.carillon.notification.LogPosition;
import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationConfig;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.PostgresLogs;
import dev.carillon.notification.change.ChangeOutcome;
import dev.carillon.notification.change.ChangeRequest;
import dev.carillon.testkit.OwnDatabase;
import dev.carillon.testkit.SharedServices;
import dev.carillon.testkit.Sql;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SegmentsTest {

    // Of each of 16 threads: a dozen segments come and go meanwhile.
    private static final int WRITES = 30;

    private static OwnDatabase database;
    private static NotificationLog log;
    private static Sql sql;

    private final String organization = "segments-" + UUID.randomUUID();

    @BeforeAll
    static void migrate() {
        database = OwnDatabase.migratedTo("latest");
        log = PostgresLogs.at(database.application());
        sql = database.sql();
    }

    @Test
    void idsGoOnAfterTheLastOneWhenAllOfALogWasDropped() throws SQLException {
        // Given
        Notification last = log.append(organization, PostgresLogs.creates(3))
                .committed()
                .notifications()
                .get(2);
        openSegment();
        retireAllButTheNewest();

        // When
        LogPage empty = log.read(organization, 0, 100, 10);
        LogPosition head = log.heads(List.of(organization)).of(organization);
        Committed next = log.append(organization, PostgresLogs.creates(1)).committed();

        // Then
        assertThat(empty.rows()).isEmpty();
        assertThat(List.of(empty.floor(), empty.head(), head, next.before())).containsOnly(last.position());
        assertThat(log.marks(organization, List.of(2L, 3L))).containsExactly(Map.entry(3L, last.mark()));
        assertThat(PostgresLogs.ids(log, organization)).containsExactly(4L);
    }

    @Test
    void logGoesOnAcrossSegments() throws SQLException {
        // Given
        List<LogPosition> written = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            log.append(organization, PostgresLogs.creates(3)).committed().notifications().stream()
                    .map(Notification::position)
                    .forEach(written::add);
            openSegment();
        }

        // When
        LogPage page = log.read(organization, 4, 14, 100);

        // Then
        assertThat(page.rows()).extracting(Notification::position).isEqualTo(written.subList(4, 14));
        assertThat(page.head()).isEqualTo(written.get(14));
        assertThat(log.readForUser(organization, "26", 1, 100).rows())
                .extracting(Notification::position)
                .isEqualTo(written.subList(1, 15));
        assertThat(log.marks(organization, List.of(1L, 15L)))
                .containsOnly(
                        Map.entry(1L, written.get(0).mark()),
                        Map.entry(15L, written.get(14).mark()));
    }

    @Test
    void segmentsComeAndGoUnderWritersWithoutAGap() throws Exception {
        // Given
        List<String> organizations = PostgresLogs.organizations(organization, 3);
        AtomicInteger written = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(17);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < 16; writer++) {
                writers.add(threads.submit(() -> write(organizations, WRITES, written)));
            }
            Future<Map<String, LogPosition>> followed = threads.submit(() -> follow(writers));

            // When
            // The last third stays in the log. A segment that goes within the interval of the check takes its commits
            // along.
            while (written.get() < 16 * WRITES * 2 / 3 && !writers.stream().allMatch(Future::isDone)) {
                openSegment();
                retireAllButTheNewest();
            }
            for (Future<?> writer : writers) {
                writer.get();
            }

            // Then
            Map<String, LogPosition> heads = log.heads(organizations).heads();
            for (String id : organizations) {
                LogPosition floor = log.read(id, 0, 0, 1).floor();
                assertThat(PostgresLogs.ids(log, id))
                        .isEqualTo(LongStream.rangeClosed(
                                        floor.id() + 1, heads.get(id).id())
                                .boxed()
                                .toList());
            }
            assertThat(heads.values().stream().mapToLong(LogPosition::id).sum()).isEqualTo(16 * WRITES * 2);
            assertThat(followed.get()).containsAllEntriesOf(heads);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Each write puts two notifications somewhere. */
    private static void write(List<String> organizations, int writes, AtomicInteger written) {
        for (int i = 0; i < writes; i++) {
            written.incrementAndGet();
            String first = organizations.get(ThreadLocalRandom.current().nextInt(organizations.size()));
            String second = organizations.get(ThreadLocalRandom.current().nextInt(organizations.size()));
            if (first.equals(second)) {
                log.append(first, PostgresLogs.creates(2));
                continue;
            }
            var appended = log.tryAppendAll(Map.of(first, PostgresLogs.creates(1), second, PostgresLogs.creates(1)));
            for (String organization : List.of(first, second)) {
                if (!appended.containsKey(organization)) {
                    log.append(organization, PostgresLogs.creates(1));
                }
            }
        }
    }

    /** As the position check does. */
    private static Map<String, LogPosition> follow(List<Future<?>> writers) {
        Map<String, LogPosition> heads = new HashMap<>();
        Commits last = log.committedSince(null);
        boolean ends = false;
        while (!ends) {
            ends = writers.stream().allMatch(Future::isDone);
            java.util.concurrent.locks.LockSupport.parkNanos(200_000_000L);
            last = log.committedSince(last.snapshot());
            assertThat(last.complete()).isTrue();
            heads.putAll(last.heads());
        }
        return heads;
    }

    @Test
    void transactionThatCommitsLateIsNotMissed() throws SQLException {
        // Given
        log.append(organization, PostgresLogs.creates(1));
        String late = organization + "-late";
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(appendTo(late));
            Commits before = log.committedSince(log.committedSince(null).snapshot());
            log.append(organization, PostgresLogs.creates(1));
            Commits between = log.committedSince(before.snapshot());

            // When
            connection.commit();
            Commits after = log.committedSince(between.snapshot());

            // Then
            assertThat(between.heads()).containsKey(organization).doesNotContainKey(late);
            assertThat(after.heads()).containsKey(late).doesNotContainKey(organization);
        }
    }

    private static String appendTo(String organizationId) {
        return "select append('{" + organizationId + "}', true, '{1}', '{1}', '{7}', '{NULL}', '{t}', '{t}', '{m}',"
                + " '{NULL}', '{NULL}', '{NULL}', '{NULL}', '{}', '{}', '{}', '{}', '{}', '1 day')";
    }

    @Test
    void oldSegmentsAreNotTouchedByReadsOfWhatIsNew() throws SQLException {
        // Given
        log.append(organization, PostgresLogs.creates(5));
        String old = "notification_" + sql.text("select max(number) from segment");
        openSegment();
        openSegment();
        long head = log.append(organization, PostgresLogs.creates(5))
                .committed()
                .notifications()
                .get(4)
                .id();
        long before = scans(old);

        // When
        log.read(organization, head - 3, head, 10);
        log.readForUser(organization, "26", head - 3, 10);
        log.marks(organization, List.of(head, head - 1));
        log.find(organization, head);
        log.heads(List.of(organization));
        log.append(organization, PostgresLogs.creates(1));

        // Then
        assertThat(scans(old)).isEqualTo(before);
        log.read(organization, 0, 3, 10);
        assertThat(scans(old)).isGreaterThan(before);
    }

    /** How often a table was read, by index or whole. */
    private static long scans(String table) {
        database.awaitCounts();
        return sql.number("select coalesce(idx_scan, 0) + seq_scan from pg_stat_all_tables where relname = ?", table);
    }

    @Test
    void changesOutliveTheirNotificationWithoutItsText() throws SQLException {
        // Given
        ChangeRequest.Text text = new ChangeRequest.Text("new", "new", null, null);
        log.append(organization, PostgresLogs.creates(2));
        openSegment();
        log.change(new ChangeRequest(organization, 1, text, "26", false, null));
        log.change(new ChangeRequest(organization, 2, null, "26", false, null));

        // When
        retireAllButTheNewest();

        // Then
        List<Notification> left = log.read(organization, 2, Long.MAX_VALUE, 10).rows();
        assertThat(left).extracting(Notification::id).containsExactly(3L, 4L);
        assertThat(left).extracting(Notification::isErased).containsExactly(true, false);
        assertThat(left.get(1).change()).isEqualTo(new Notification.Change(2, null));
        assertThat(log.change(new ChangeRequest(organization, 1, null, "26", false, null)))
                .isInstanceOf(ChangeOutcome.Missing.class);
    }

    @Test
    void longSnapshotFindsNoOldVersionsOfPointers() throws SQLException {
        // Given
        log.append(organization, PostgresLogs.creates(1));
        try (Connection dump = database.owner().getConnection();
                Statement statement = dump.createStatement()) {
            dump.setAutoCommit(false);
            statement.execute("set transaction isolation level repeatable read");
            statement.execute("select count(*) from organization");
            long size = sql.number("select pg_relation_size('organization')");

            // When
            for (int i = 0; i < 500; i++) {
                log.append(organization, PostgresLogs.creates(1));
            }

            // Then
            assertThat(sql.number("select pg_relation_size('organization')")).isEqualTo(size);
            dump.rollback();
        }
    }

    @Test
    void appendNeedsReadCommitted() throws SQLException {
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set default_transaction_isolation = 'repeatable read'");
            assertThatThrownBy(() -> statement.execute(appendTo(organization)))
                    .hasMessageContaining("append needs READ COMMITTED");
        }
    }

    /** The control: without its guard, in a transaction that keeps its snapshot, the same writers meet duplicate keys. */
    @Test
    void writersWithAnOldSnapshotGiveIdsOutTwice() throws Exception {
        // Given
        log.append(organization, PostgresLogs.creates(1));
        sql.run("do $do$ begin execute regexp_replace(replace(pg_get_functiondef('append'::regproc),"
                + " '<> ''read committed''', '= ''none'''), '\\mappend\\M([.(])', 'unguarded\\1', 'g'); end $do$");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            // When
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                writers.add(threads.submit(() -> appendUnguarded(50)));
            }

            // Then
            assertThat(writers)
                    .anySatisfy(writer -> assertThatThrownBy(writer::get)
                            .hasMessageMatching("(?s).*(duplicate key|could not serialize).*"));
        } finally {
            threads.shutdownNow();
        }
    }

    private Void appendUnguarded(int times) throws SQLException {
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set default_transaction_isolation = 'repeatable read'");
            for (int i = 0; i < times; i++) {
                statement.execute(appendTo(organization).replace("append", "unguarded"));
            }
        }
        return null;
    }

    @Test
    void segmentThatIsAskedByItsNameShowsNothing() throws SQLException {
        // Given
        openSegment();
        log.append(organization, PostgresLogs.creates(1));
        List<String> segments = sql.list("select relname from pg_class where relispartition and relkind = 'r'");
        assertThat(segments).hasSizeGreaterThan(3);

        // Then
        try (Connection application = database.application().getConnection();
                Statement statement = application.createStatement()) {
            statement.execute("set carillon.organization = '" + organization + "'");
            for (String segment : segments) {
                assertThatThrownBy(() -> statement.execute("select * from " + segment))
                        .hasMessageContaining("permission denied");
                assertThat(sql.list("select organization_id from " + segment)).isEmpty();
            }
        }
    }

    @Test
    void detachThatAnotherPodHasBegunIsFinished() throws SQLException {
        // Given
        log.append(organization, PostgresLogs.creates(2));
        String oldest = sql.text("select min(number) from segment");
        openSegment();
        String closed = sql.text("select max(number) - 1 from segment");
        sql.text("select keep_floors(" + closed + ", '')");
        leaveADetachPending("notification", "notification_" + closed);

        // When
        retireAllButTheNewest();

        // Then
        assertThat(sql.number("select count(*) from segment")).isEqualTo(1);
        assertThat(sql.list("select relname from pg_class where relname = 'notification_" + oldest + "'"))
                .isEmpty();
        assertThat(log.append(organization, PostgresLogs.creates(1))
                        .committed()
                        .before()
                        .id())
                .isEqualTo(2);
    }

    /** A detach waits for the transactions that use the parent; ended while it waits, it remains pending. */
    private static void leaveADetachPending(String parent, String segment) throws SQLException {
        try (Connection reader = database.owner().getConnection();
                Statement reads = reader.createStatement();
                Connection detacher = database.owner().getConnection();
                Statement detaches = detacher.createStatement()) {
            reader.setAutoCommit(false);
            reads.execute("select count(*) from " + parent);
            detaches.execute("set lock_timeout = '200ms'");
            assertThatThrownBy(() -> detaches.execute(
                            "alter table " + parent + " detach partition " + segment + " concurrently"))
                    .hasMessageContaining("lock timeout");
            reader.rollback();
        }
        assertThat(sql.number("select count(*) from pg_inherits where inhdetachpending"))
                .isEqualTo(1);
    }

    /** Retention once noted in the pointers what it had dropped, and locked up to a thousand of them together. */
    @Test
    void organizationThatIsLockedMakesNoOtherWaitWhileASegmentGoes() throws Exception {
        // Given
        List<String> organizations = PostgresLogs.organizations(organization, 21);
        organizations.forEach(each -> log.append(each, PostgresLogs.creates(1)));
        openSegment();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection holder = database.owner().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select from organization where id = '" + organizations.get(10) + "' for update");

            // When
            Future<?> retired = thread.submit(() -> {
                retireAllButTheNewest();
                return null;
            });
            await().until(() -> retired.isDone() || waitsForALock());

            // Then
            for (String each : organizations) {
                if (!each.equals(organizations.get(10))) {
                    assertThat(log.append(each, PostgresLogs.creates(1))
                                    .committed()
                                    .notifications())
                            .extracting(Notification::id)
                            .containsExactly(2L);
                }
            }
            retired.get(30, TimeUnit.SECONDS);
            holder.rollback();
        } finally {
            thread.shutdownNow();
        }
    }

    private static boolean waitsForALock() {
        return sql.number("select count(*) from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'")
                > 0;
    }

    @Test
    void jobOpensAndDropsByTime() {
        // Given
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        log.append(organization, PostgresLogs.keyed("key"));
        sql.run("update segment set opened_at = opened_at - interval '101 days'");
        sql.run("update key_segment set opened_at = opened_at - interval '31 hours'");
        RetentionJob job = job(registry, Map.of());

        // When
        job.scheduled();
        long opened = sql.number("select count(*) from segment where opened_at > now() - interval '1 hour'");
        sql.run("update segment set opened_at = opened_at - interval '91 days'");
        sql.run("update key_segment set opened_at = opened_at - interval '25 hours'");
        job.scheduled();

        // Then
        assertThat(opened).isEqualTo(1);
        assertThat(PostgresLogs.ids(log, organization)).isEmpty();
        assertThat(sql.list("select key from idempotency_key where organization_id = ?", organization))
                .isEmpty();
        assertThat(registry.get("carillon.retention.failures").counter().count())
                .isZero();
        assertThat(registry.get("carillon.retention.segments")
                        .tag("kind", "log")
                        .gauge()
                        .value())
                .isEqualTo(2);
    }

    @Test
    void onePodAtATimeDropsSegments() throws SQLException {
        // Given
        log.append(organization, PostgresLogs.creates(1));
        openSegment();
        sql.run("update segment set opened_at = opened_at - interval '200 days'");
        try (OwnerSession other = new OwnerSession(database.owner()::getConnection)) {
            assertThat(other.lock()).isTrue();

            // When
            job(new SimpleMeterRegistry(), Map.of()).scheduled();
        }

        // Then
        assertThat(PostgresLogs.ids(log, organization)).containsExactly(1L);
    }

    @Test
    void runThatFailsIsCounted() {
        // Given
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        RetentionJob job = new RetentionJob(
                database.application()::getConnection,
                SharedServices.config(NotificationConfig.class, Map.of()),
                SharedServices.config(RetentionConfig.class, Map.of("carillon.retention.segment-width", "0s")),
                new RetentionMetrics(registry));

        // When
        job.scheduled();

        // Then
        assertThat(registry.get("carillon.retention.failures").counter().count())
                .isEqualTo(1);
    }

    private static RetentionJob job(SimpleMeterRegistry registry, Map<String, String> values) {
        return new RetentionJob(
                database.owner()::getConnection,
                SharedServices.config(NotificationConfig.class, Map.of()),
                SharedServices.config(RetentionConfig.class, values),
                new RetentionMetrics(registry));
    }

    private static void openSegment() {
        sql.text("select open_segment()");
    }

    private static void retireAllButTheNewest() throws SQLException {
        try (OwnerSession session = new OwnerSession(database.owner()::getConnection)) {
            SegmentRetirement retirement = new SegmentRetirement(session);
            retirement.finishPending();
            retirement.retire(SegmentKind.LOG, Duration.ZERO);
        }
    }
}
