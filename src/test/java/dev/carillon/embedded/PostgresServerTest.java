package dev.carillon.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresServerTest {
    private static PostgresServer postgres;

    @BeforeAll
    static void start() {
        postgres = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void rowsAndPortSurviveACrash() throws SQLException {
        // Given
        run(postgres, "create table bell (name text)");
        run(postgres, "insert into bell values ('Grande')");
        int port = postgres.port();
        long pid = postgres.pid();

        // When
        postgres.crash();
        postgres.restart();

        // Then
        assertEquals("Grande", ask(postgres, "select name from bell"));
        assertEquals(port, postgres.port());
        assertNotEquals(pid, postgres.pid());
    }

    @Test
    void applicationRoleIsHeldBackByRowLevelSecurity() throws SQLException {
        // When
        String powers =
                ask(postgres, "select (rolsuper or rolbypassrls)::text from pg_roles where rolname = current_user");

        // Then
        assertEquals("false", powers);
        assertEquals("carillon", ask(postgres, "select current_user"));
    }

    @Test
    void commitsWaitForTheLogByDefault() throws SQLException {
        assertEquals("on", ask(postgres, "show synchronous_commit"));
        assertEquals("off", ask(postgres, "show fsync"));
    }

    @Test
    void keptDataIsDurableAndThereAgain(@TempDir Path directory) throws SQLException {
        // Given
        PostgresSettings settings = PostgresSettings.keptIn(directory).with("max_connections", "20");
        try (PostgresServer first = PostgresServer.start(settings)) {
            run(first, "create table bell (name text)");
            run(first, "insert into bell values ('Petit')");
        }

        // When
        try (PostgresServer second = PostgresServer.start(settings)) {
            // Then
            assertEquals("Petit", ask(second, "select name from bell"));
            assertEquals("on", ask(second, "show fsync"));
            assertEquals("20", ask(second, "show max_connections"));
        }
        assertTrue(Files.isDirectory(directory.resolve("data")));
    }

    private static void run(PostgresServer server, String statement) throws SQLException {
        try (Connection connection = connect(server);
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static String ask(PostgresServer server, String query) throws SQLException {
        try (Connection connection = connect(server);
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            assertTrue(rows.next());
            return rows.getString(1);
        }
    }

    private static Connection connect(PostgresServer server) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.jdbcUrl());
        return source.getConnection(server.user(), server.password());
    }
}
