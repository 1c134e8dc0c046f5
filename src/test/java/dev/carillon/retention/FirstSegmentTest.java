package dev.carillon.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.notification.AppendOutcome;
import dev.carillon.notification.LogPosition;
import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.PostgresLogs;
import dev.carillon.testkit.OwnDatabase;
import dev.carillon.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The upgrade from 0.1.0, whose pods go on for a while. */
class FirstSegmentTest {

    private OwnDatabase database;
    private PreviousVersion previous;
    private NotificationLog log;
    private Sql sql;
    private String epoch;

    @BeforeEach
    void migrate() throws SQLException {
        database = OwnDatabase.migratedTo("27");
        previous = new PreviousVersion(database.application());
        for (String granted : PreviousVersion.GRANTS) {
            database.sql().run(granted);
        }
        previous.append("used", 3);
        epoch = previous.epoch();
        database.migrateTo("latest");
        log = PostgresLogs.at(database.application());
        sql = database.sql();
    }

    @Test
    void podsOfBothVersionsWriteWithoutAGap() throws Exception {
        // When
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> writers = new ArrayList<>();
        try {
            for (int writer = 0; writer < 8; writer++) {
                boolean old = writer % 2 == 0;
                writers.add(threads.submit(() -> {
                    for (int i = 0; i < 40; i++) {
                        if (old) {
                            previous.append("used", 2);
                        } else {
                            log.append("used", PostgresLogs.creates(2));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }

        // Then
        assertThat(PostgresLogs.ids(log, "used"))
                .isEqualTo(LongStream.rangeClosed(1, 3 + 8 * 40 * 2).boxed().toList());
        assertThat(previous.read("used", 0)).isEqualTo(3 + 8 * 40 * 2);
    }

    @Test
    void cursorsOfThePreviousVersionRemainValid() throws SQLException {
        // Given
        int mark = Integer.parseUnsignedInt(epoch, 16);
        List<Notification> written =
                log.append("used", PostgresLogs.creates(1)).committed().notifications();
        previous.append("used", 1);
        divide();
        List<Notification> after =
                log.append("used", PostgresLogs.creates(1)).committed().notifications();

        // Then
        assertThat(written).extracting(Notification::position).containsExactly(new LogPosition(4, mark));
        assertThat(log.marks("used", List.of(1L, 4L, 5L)).values()).containsOnly(mark);
        assertThat(after).extracting(Notification::id).containsExactly(6L);
        assertThat(after).extracting(Notification::mark).doesNotContain(mark);
        assertThat(sql.list("select epoch from client_place")).isEmpty();
    }

    @Test
    void keysOfEitherVersionAreKnownToTheOtherAndSurvive() throws SQLException {
        // Given
        previous.remember("used", "old", 2);
        log.append("used", PostgresLogs.keyed("new"));

        // When
        List<AppendOutcome> before = repeated();
        divide();
        List<AppendOutcome> after = repeated();

        // Then
        assertThat(before).hasOnlyElementsOfType(AppendOutcome.Repeated.class);
        assertThat(after).isEqualTo(before);
        assertThat(log.heads(List.of("used")).of("used").id()).isEqualTo(4);
    }

    private List<AppendOutcome> repeated() {
        List<AppendOutcome> outcomes = new ArrayList<>();
        outcomes.addAll(log.append("used", PostgresLogs.keyed("old")).outcomes());
        outcomes.addAll(log.append("used", PostgresLogs.keyed("new")).outcomes());
        return outcomes;
    }

    @Test
    void tablesAreDividedUnderLoadWithoutALoss() throws Exception {
        // Given
        previous.markRead("used", 2);
        AtomicBoolean divided = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        long written = 3;
        try {
            List<Future<Long>> writers = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                writers.add(threads.submit(() -> {
                    long mine = 0;
                    for (int last = 0; last < 20; last += divided.get() ? 1 : 0) {
                        mine += log.append("used", PostgresLogs.creates(1))
                                .committed()
                                .notifications()
                                .size();
                    }
                    return mine;
                }));
            }

            // When
            divide();
            divided.set(true);
            for (Future<Long> writer : writers) {
                written += writer.get();
            }
        } finally {
            threads.shutdownNow();
        }

        // Then
        assertThat(PostgresLogs.ids(log, "used"))
                .isEqualTo(LongStream.rangeClosed(1, written).boxed().toList());
        assertThat(sql.list("select notification_id from inbox_mark where segment = 1"))
                .containsExactly("2");
        assertThatThrownBy(() -> previous.append("used", 1)).hasMessageContaining("\"head\"");
        assertThat(log.heads(List.of("used")).of("used").id()).isEqualTo(written);
    }

    @Test
    void segmentsOfAnOldAndOfAnEmptyDatabaseAreTheSame() throws SQLException {
        // Given
        String shape = """
                select regexp_replace(pg_get_indexdef(i.indexrelid), ' INDEX [a-z_0-9]+ ON', ' ON') || ' valid ' || indisvalid
                from pg_index i join pg_class c on c.oid = i.indrelid
                where c.relname in ('notification', 'inbox_mark', 'idempotency_key')
                   or c.relname in ('notification_1', 'inbox_mark_1', 'idempotency_key_1') order by 1
                """;
        String columns = """
                select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || coalesce(column_default, '')
                from information_schema.columns where table_schema = 'public' and table_name in (
                    'notification', 'inbox_mark', 'idempotency_key', 'organization', 'segment') order by 1
                """;
        Sql fresh = OwnDatabase.migratedTo("latest").sql();

        // When
        divide();

        // Then
        assertThat(sql.list(shape)).isEqualTo(fresh.list(shape)).hasSize(18);
        assertThat(sql.list(columns)).isEqualTo(fresh.list(columns));
    }

    @Test
    void divisionGoesOnWhereItWasInterrupted() throws SQLException {
        // Given
        sql.run("create unique index notification_1_place on notification (organization_id, id, segment)");
        database.asSuperuser(
                "update pg_index set indisvalid = false where indexrelid = 'notification_1_place'::regclass");
        sql.run("create index notification_1_xid on notification (xid) where xid is not null");

        // When
        divide();

        // Then
        assertThat(sql.list(
                        "select relname from pg_class c join pg_index i on i.indexrelid = c.oid where not indisvalid"))
                .isEmpty();
        assertThat(PostgresLogs.ids(log, "used")).containsExactly(1L, 2L, 3L);
    }

    @Test
    void longTransactionDelaysTheDivisionAndStopsNobodyForLong() throws SQLException {
        // Given
        try (Connection dump = database.owner().getConnection();
                Statement statement = dump.createStatement()) {
            dump.setAutoCommit(false);
            statement.execute("select count(*) from notification");

            // When
            try (OwnerSession session = new OwnerSession(database.owner()::getConnection)) {
                session.waitBriefly();
                assertThatThrownBy(() -> session.run("select use_segments()")).hasMessageContaining("lock timeout");
            }

            // Then
            assertThat(log.append("used", PostgresLogs.creates(1))
                            .committed()
                            .before()
                            .id())
                    .isEqualTo(3);
            dump.rollback();
        }
    }

    @Test
    void previousVersionIsWaitedFor() throws SQLException {
        try (OwnerSession session = new OwnerSession(database.owner()::getConnection)) {
            assertThat(new FirstSegment(session).make(Duration.ofHours(24))).isFalse();
        }
        assertThat(previous.append("used", 1)).isEqualTo(4);
        assertThat(log.committedSince(log.committedSince(null).snapshot()).complete())
                .isFalse();
    }

    private void divide() throws SQLException {
        try (OwnerSession session = new OwnerSession(database.owner()::getConnection)) {
            assertThat(new FirstSegment(session).make(Duration.ZERO)).isTrue();
        }
    }
}
