package dev.carillon.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.testkit.OwnDatabase;
import dev.carillon.testkit.SharedServices;
import dev.carillon.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresNotificationLogTest extends NotificationLogContract {

    private static final NotificationConfig CONFIG = SharedServices.config(NotificationConfig.class, Map.of());
    private static NotificationLog log;

    @BeforeAll
    static void migrate() {
        log = new PostgresNotificationLog(new Database(SharedServices.database()), CONFIG);
    }

    @Override
    NotificationLog log() {
        return log;
    }

    @Test
    void aDatabaseThatIsNotThereIsUnavailable() {
        // Given
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setUrl("jdbc:postgresql://127.0.0.1:1/carillon");

        // Then
        assertThatThrownBy(() -> new PostgresNotificationLog(new Database(nowhere), CONFIG).heads(Set.of()))
                .isInstanceOf(LogUnavailable.class);
    }

    @Test
    void organizationWithALockedHeadIsLeftOut() throws SQLException {
        // Given
        String held = "joint-" + UUID.randomUUID();
        String free = "joint-" + UUID.randomUUID();
        List<Submission> one = List.of(NotificationLogContract.submission(1));
        log.append(held, one);
        log.append(free, one);
        try (Connection other = SharedServices.database().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select id from organization where id = '" + held + "' for update");

            // When
            Map<String, Appended> appended = log.tryAppendAll(Map.of(held, one, free, one));

            // Then
            assertThat(appended).containsOnlyKeys(free);
            other.rollback();
        }
        assertThat(log.heads(Set.of(held)).of(held).id()).isEqualTo(1);
    }

    @Test
    void dataThatTheDatabaseRejectsIsNotWrittenWithOthers() {
        // Given
        String bad = "joint-" + UUID.randomUUID();
        String good = "joint-" + UUID.randomUUID();
        List<Submission> one = List.of(NotificationLogContract.submission(1));
        log.append(bad, one);
        log.append(good, one);
        Draft rejected =
                new Draft(new Recipient.OneUser("26"), "t", "t", "m", null, new OptionalFields("no JSON", null, null));

        // When
        Map<String, Appended> appended =
                log.tryAppendAll(Map.of(bad, List.of(new Submission(List.of(rejected), null)), good, one));

        // Then
        assertThat(appended).isEmpty();
        assertThat(log.heads(Set.of(good)).of(good).id()).isEqualTo(1);
    }

    @Test
    void anExpiredKeyMayBeUsedAgain() throws SQLException {
        // Given
        String organization = "keys-" + UUID.randomUUID();
        Submission create =
                new Submission(NotificationLogContract.submission(1).drafts(), new IdempotencyKey("26", "key", "body"));
        log.append(organization, List.of(create));
        execute("update idempotency_key set created_at = created_at - interval '25 hours' where organization_id = '"
                + organization + "'");

        // When
        Appended again = log.append(organization, List.of(create));

        // Then
        assertThat(NotificationLogContract.ids(again.committed())).containsExactly(2L);
    }

    @Test
    void aWriterWaitsOnlyAsLongAsItMay() throws SQLException {
        // Given
        String organization = "lock-" + UUID.randomUUID();
        log.append(organization, List.of(NotificationLogContract.submission(1)));
        PGSimpleDataSource impatient = new PGSimpleDataSource();
        impatient.setUrl(SharedServices.get().postgres().jdbcUrl());
        impatient.setUser(SharedServices.get().postgres().user());
        impatient.setPassword(SharedServices.get().postgres().password());
        impatient.setOptions("-c lock_timeout=" + Duration.ofMillis(100).toMillis());
        try (Connection holder = SharedServices.database().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select id from organization where id = '" + organization + "' for update");

            // Then
            assertThatThrownBy(() -> new PostgresNotificationLog(new Database(impatient), CONFIG)
                            .append(organization, List.of(NotificationLogContract.submission(1))))
                    .isInstanceOf(LogUnavailable.class);
            holder.rollback();
        }
        assertThat(log.heads(Set.of(organization)).of(organization).id()).isEqualTo(1);
    }

    /** PostgreSQL commits it all the same, and says so in a warning: a failover may lose it. */
    @Test
    void commitThatDidNotWaitForItsStandbyIsUnknown() throws Exception {
        // Given
        OwnDatabase database = OwnDatabase.migratedTo("latest");
        NotificationLog own = PostgresLogs.at(database.application());
        own.append("synchronous", PostgresLogs.creates(1));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        setStandby(database, "set synchronous_standby_names = 'nobody'");
        try {
            Future<Appended> append = thread.submit(() -> own.append("synchronous", PostgresLogs.creates(1)));
            await().until(() ->
                    database.superuser().number("select count(*) from pg_stat_activity where wait_event = 'SyncRep'")
                            > 0);

            // When
            database.asSuperuser("select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'");

            // Then
            assertThatThrownBy(append::get).hasCauseInstanceOf(LogUnavailable.class);
        } finally {
            setStandby(database, "reset synchronous_standby_names");
            thread.shutdownNow();
        }
        assertThat(PostgresLogs.ids(own, "synchronous")).containsExactly(1L, 2L);
    }

    private static void setStandby(OwnDatabase database, String setting) {
        database.asSuperuser("alter system " + setting);
        database.asSuperuser("select pg_reload_conf()");
    }

    private static void execute(String sql) {
        Sql.ofOwner().run(sql);
    }
}
