package dev.carillon.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carillon.testkit.OwnDatabase;
import dev.carillon.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** The rights of publishers, and {@code carillon.publish} in a caller's transaction. */
class PublishInSqlTest {

    private static final String ALLOWED = """
            select n.nspname || '.' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname in ('public', 'carillon') and p.prosecdef
              and has_function_privilege('shop', p.oid, 'execute')
            """;

    private static final String TABLES = """
            select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
              and (case when c.relkind = 'S' then has_sequence_privilege('shop', c.oid, 'select, usage, update')
                   else has_table_privilege('shop', c.oid, 'select, insert, update, delete, truncate, references, trigger')
                        or has_any_column_privilege('shop', c.oid, 'select, insert, update, references') end)
            """;

    private static OwnDatabase database;
    private static Backend backend;
    private static Sql sql;

    @BeforeAll
    static void migrate() {
        database = OwnDatabase.migratedTo("latest");
        backend = Backend.of(database);
        sql = database.sql();
    }

    @Test
    void publisherMayCallPublishAndSeeNoTable() {
        assertThat(sql.list(ALLOWED)).containsExactly("carillon.publish");
        assertThat(sql.list(TABLES)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from outbox",
                "insert into outbox (organization_id, type, title, message) values ('a', 't', 't', 'm')",
                "select * from notification",
                "select * from relay('{a}', true, '{1}', '{1}', '{1}')",
                "select * from outbox_page(null, '0', 0, 10)",
                "select outbox_bury('1', 1, 'x')",
                "update publish_limit set max_message_length = 1",
                "update relay_lease set holder = 'me'",
                "select * from log_page('a', 0, 1, 1)",
                "select open_publish()",
                "create table carillon.mine (i int)",
                "alter function carillon.publish rename to mine"
            })
    void publisherMayDoNothingElse(String statement) throws SQLException {
        try (Connection connection = backend.connect()) {
            // When
            Throwable rejected = catchThrowable(() -> Backend.run(connection, statement));
            // Then
            assertThat(rejected)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    /** A statement with a forbidden scan seems dear enough to be compiled at each call, which takes longer than it. */
    @Test
    void functionsThatForbidScansAreNotCompiledAtEachCall() {
        assertThat(sql.list("select proname from pg_proc where 'enable_seqscan=off' = any (proconfig)"
                        + " and not 'jit=off' = any (proconfig)"))
                .isEmpty();
    }

    @Test
    void accountThatIsNoPublisherMayNotPublish() throws SQLException {
        try (Connection connection = database.application().getConnection()) {
            // When
            Throwable rejected = catchThrowable(() -> Backend.publish(connection, "a", "t"));
            // Then
            assertThat(rejected).hasMessageContaining("permission denied for schema carillon");
        }
    }

    @Test
    void errorNamesTheFieldAndLeavesTheCallersSettings() throws SQLException {
        try (Connection connection = backend.connect()) {
            connection.setAutoCommit(false);
            // When
            Throwable rejected = catchThrowable(
                    () -> Backend.run(connection, "select carillon.publish('a', 't', '  ', 'm', user_id => '26')"));
            connection.rollback();
            Backend.publish(connection, "a", "t");
            // Then
            assertThat(rejected).isInstanceOfSatisfying(PSQLException.class, e -> {
                assertThat(e.getSQLState()).isEqualTo("22023");
                assertThat(e.getServerErrorMessage().getMessage()).isEqualTo("title is missing");
                assertThat(e.getServerErrorMessage().getColumn()).isEqualTo("title");
            });
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("select current_setting('carillon.organization', true)")) {
                row.next();
                assertThat(row.getString(1)).isEmpty();
            }
            connection.rollback();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"read committed", "repeatable read", "serializable"})
    void publishWorksAtEachIsolationLevel(String level) throws SQLException {
        // Given
        String title = "at " + level;
        try (Connection connection = backend.connect()) {
            connection.setAutoCommit(false);
            Backend.run(connection, "set transaction isolation level " + level);
            // When
            Backend.publish(connection, "a", title);
            connection.commit();
        }
        // Then
        assertThat(sql.list("select title from outbox where title = ?", title)).isEqualTo(List.of(title));
    }

    @Test
    void savepointThatIsRolledBackTakesItsNotificationAlong() throws SQLException {
        try (Connection connection = backend.connect()) {
            connection.setAutoCommit(false);
            // When
            Backend.publish(connection, "a", "kept");
            Backend.run(connection, "savepoint s");
            Backend.publish(connection, "a", "undone");
            Backend.run(connection, "rollback to savepoint s");
            connection.commit();
        }
        // Then
        assertThat(sql.list("select title from outbox where title in ('kept', 'undone')"))
                .containsExactly("kept");
    }
}
