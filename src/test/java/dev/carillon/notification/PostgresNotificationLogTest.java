package dev.carillon.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.testkit.SharedServices;
import dev.carillon.testkit.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
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
    void epochIsOfTheCursorsForm() {
        assertThat(log.heads(Set.of()).epoch()).matches("[0-9a-f]{8}");
    }

    @Test
    void epochIsWhatServerTimelineDatabaseAndTableMakeIt() throws SQLException {
        // Given
        String told = """
                select substr(md5(concat_ws('/',
                    (select system_identifier from pg_control_system()),
                    substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),
                    (select oid from pg_database where datname = current_database()),
                    'organization'::regclass::oid)), 1, 8)""";
        try (Connection session = SharedServices.database().getConnection()) {
            String first = text(session, "select history_epoch()");

            // When
            String again = text(session, "select history_epoch()");

            // Then
            assertThat(again).isEqualTo(first).isEqualTo(text(session, told));
        }
    }

    /** As after a dump that was restored into the same database, under a session that lives on. */
    @Test
    void sessionThatHasSeenAnEpochSeesTheNextOne() throws SQLException {
        // Given
        try (Connection session = SharedServices.database().getConnection()) {
            session.setAutoCommit(false);
            String before = text(session, "select history_epoch()");

            // When
            try (Statement statement = session.createStatement()) {
                statement.execute("create temporary table organization (id text)");
            }

            // Then
            assertThat(text(session, "select history_epoch()")).isNotEqualTo(before);
            session.rollback();
        }
    }

    private static String text(Connection session, String query) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
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
            statement.execute("select head from organization where id = '" + held + "' for update");

            // When
            Map<String, Appended> appended = log.tryAppendAll(Map.of(held, one, free, one));

            // Then
            assertThat(appended).containsOnlyKeys(free);
            other.rollback();
        }
        assertThat(log.heads(Set.of(held)).of(held)).isEqualTo(1);
    }

    @Test
    void dataThatTheDatabaseRefusesIsNotWrittenWithOthers() {
        // Given
        String bad = "joint-" + UUID.randomUUID();
        String good = "joint-" + UUID.randomUUID();
        List<Submission> one = List.of(NotificationLogContract.submission(1));
        log.append(bad, one);
        log.append(good, one);
        Draft refused =
                new Draft(new Recipient.OneUser("26"), "t", "t", "m", null, new OptionalFields("no JSON", null, null));

        // When
        Map<String, Appended> appended =
                log.tryAppendAll(Map.of(bad, List.of(new Submission(List.of(refused), null)), good, one));

        // Then
        assertThat(appended).isEmpty();
        assertThat(log.heads(Set.of(good)).of(good)).isEqualTo(1);
    }

    @Test
    void sweepDeletesWhatIsOldInBatchesAndMarksHowFar() throws SQLException {
        // Given
        String organization = "sweep-" + UUID.randomUUID();
        log.append(organization, List.of(NotificationLogContract.submission(25)));
        execute("update notification set created_at = created_at - interval '91 days' where organization_id = '"
                + organization + "' and id <= 20");
        NotificationConfig small =
                SharedServices.config(NotificationConfig.class, Map.of("carillon.notification.sweep-batch", "7"));

        // When
        new RetentionSweep(new Database(SharedServices.database()), small).scheduled();

        // Then
        LogPage page = log.read(organization, 0, 100, 100);
        assertThat(page.rows()).extracting(Notification::id).containsExactly(21L, 22L, 23L, 24L, 25L);
        assertThat(page.prunedThrough()).isEqualTo(20);
        assertThat(page.head()).isEqualTo(25);
    }

    @Test
    void onlyOnePodSweepsAtATime() throws SQLException {
        // Given
        String organization = "sweep-" + UUID.randomUUID();
        log.append(organization, List.of(NotificationLogContract.submission(3)));
        execute("update notification set created_at = created_at - interval '91 days' where organization_id = '"
                + organization + "'");
        try (Connection other = SharedServices.database().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(4217030)");

            // When
            new RetentionSweep(new Database(SharedServices.database()), CONFIG).scheduled();

            // Then
            assertThat(log.read(organization, 0, 100, 100).rows()).hasSize(3);
            other.rollback();
        }
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
            statement.execute("select head from organization where id = '" + organization + "' for update");

            // Then
            assertThatThrownBy(() -> new PostgresNotificationLog(new Database(impatient), CONFIG)
                            .append(organization, List.of(NotificationLogContract.submission(1))))
                    .isInstanceOf(LogUnavailable.class);
            holder.rollback();
        }
        assertThat(log.heads(Set.of(organization)).of(organization)).isEqualTo(1);
    }

    @Test
    void everyStatementOnTheWayIsIndexed() throws SQLException {
        try (Connection connection = SharedServices.database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set enable_seqscan = off");
            try (ResultSet plan = statement.executeQuery(
                    "explain select * from notification where organization_id = 'x' and id > 1 order by id limit 9")) {
                plan.next();
                plan.next();
                assertThat(plan.getString(1)).contains("notification_pkey");
            }
        }
    }

    private static void execute(String sql) {
        Sql.ofOwner().run(sql);
    }
}
