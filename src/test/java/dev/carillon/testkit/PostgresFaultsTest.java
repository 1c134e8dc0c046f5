package dev.carillon.testkit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.testkit.PostgresFaults.Hold;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresFaultsTest {
    private static EmbeddedPostgres server;
    private static PostgresFaults postgres;

    @BeforeAll
    static void startPostgres() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("max_connections", "12")
                .start();
        postgres = new PostgresFaults(server.getJdbcUrl("postgres", "postgres"), "postgres", "");
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        server.close();
    }

    @Test
    void backendsOfOthersAreTerminated() throws SQLException {
        // Given
        try (Connection victim = connect()) {
            // When
            int terminated = postgres.terminateBackends();

            // Then
            assertTrue(terminated >= 1, terminated + " terminated");
            assertThrows(SQLException.class, () -> execute(victim, "select 1"));
        }
    }

    @Test
    void aLockedTableIsFreeAgainAfterItsTime() throws SQLException {
        // Given
        try (Connection user = connect()) {
            execute(user, "create table \"Locked one\" (id int)");
            execute(user, "set lock_timeout = '50ms'");

            // When
            Hold hold = postgres.lockTable("Locked one", Duration.ofMillis(400));

            // Then
            assertThrows(SQLException.class, () -> execute(user, "select * from \"Locked one\""));
            await().until(hold::isOver);
            execute(user, "set lock_timeout = '5s'");
            execute(user, "select * from \"Locked one\"");
        }
    }

    @Test
    void allConnectionsCanBeHeldAndGivenBack() throws SQLException {
        // Given
        Hold hold = postgres.holdAllConnections(1_000);

        // When
        SQLException refusal = assertThrows(SQLException.class, PostgresFaultsTest::connect);
        boolean over = hold.isOver();
        hold.close();

        // Then
        assertFalse(over);
        assertEquals("53300", refusal.getSQLState());
        await().ignoreExceptions().until(() -> {
            try (Connection free = connect()) {
                return free.isValid(1);
            }
        });
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
