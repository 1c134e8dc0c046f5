package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.SharedServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class SchemaMigrationTest {

    private static final String SCHEMA = "schema_migration_test";

    /** With a history of its own to change. */
    private DataSource database;

    @BeforeEach
    void copyTheHistory() throws SQLException {
        PGSimpleDataSource own = new PGSimpleDataSource();
        try (Connection shared = SharedServices.database().getConnection();
                Statement statement = shared.createStatement()) {
            statement.execute("drop schema if exists " + SCHEMA + " cascade");
            statement.execute("create schema " + SCHEMA);
            statement.execute(
                    "create table " + SCHEMA + ".flyway_schema_history as select * from flyway_schema_history");
        }
        own.setUrl(SharedServices.get().postgres().jdbcUrl());
        own.setUser(SharedServices.get().postgres().user());
        own.setPassword(SharedServices.get().postgres().password());
        own.setCurrentSchema(SCHEMA);
        database = own;
    }

    @AfterEach
    void dropIt() throws SQLException {
        change("drop schema " + SCHEMA + " cascade");
    }

    @Test
    void theNewestVersionIsThatOfTheNewestFile() throws IOException {
        // Given
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).toList();

            // When
            String newest = names.stream()
                    .filter(name -> name.startsWith("V"))
                    .map(name -> name.substring(1, name.indexOf("__")))
                    .max(Comparator.comparing(MigrationVersion::fromVersion))
                    .orElseThrow();

            // Then
            assertThat(SchemaMigration.NEWEST).isEqualTo(newest);
            assertThat(names)
                    .as("what has no version is not known from the history")
                    .allMatch(name -> name.startsWith("V") || name.equals("afterMigrate.sql"));
        }
    }

    @Test
    void aMigratedDatabaseIsDone() {
        assertThat(SchemaMigration.isDone(database)).isTrue();
    }

    @Test
    void anEmptyDatabaseIsNot() throws SQLException {
        change("drop table flyway_schema_history");
        assertThat(SchemaMigration.isDone(database)).isFalse();
    }

    @Test
    void aDatabaseOfAnOlderReleaseIsNot() throws SQLException {
        change("delete from flyway_schema_history where version = '" + SchemaMigration.NEWEST + "'");
        assertThat(SchemaMigration.isDone(database)).isFalse();
    }

    @Test
    void aDatabaseOfANewerReleaseIsForFlywayToJudge() throws SQLException {
        change(
                "insert into flyway_schema_history select installed_rank + 1, '999', description, type, script, checksum,"
                        + " installed_by, installed_on, execution_time, success from flyway_schema_history"
                        + " where version = '" + SchemaMigration.NEWEST + "'");
        assertThat(SchemaMigration.isDone(database)).isFalse();
    }

    @Test
    void aMigrationThatHasFailedIsForFlywayToJudge() throws SQLException {
        change("update flyway_schema_history set success = false where version = '" + SchemaMigration.NEWEST + "'");
        assertThat(SchemaMigration.isDone(database)).isFalse();
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
