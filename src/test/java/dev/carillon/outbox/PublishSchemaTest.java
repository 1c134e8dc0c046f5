package dev.carillon.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.OwnDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** The schema of {@code carillon.publish} has the name of the account that usually owns the tables. */
class PublishSchemaTest {

    private final OwnDatabase database = OwnDatabase.migratedTo("latest");

    @Test
    void ownerNamedAsTheSchemaStillFindsItsTablesAtTheNextStart() {
        // Given
        assertThat(database.sql().text("select current_user")).isEqualTo("carillon");
        assertThat(database.sql().number("select count(*) from pg_namespace where nspname = 'carillon'"))
                .isEqualTo(1);

        // When
        database.migrateTo("latest");

        // Then
        assertThat(database.sql().text("select current_schema()")).isEqualTo("public");
        assertThat(database.sql()
                        .list("select nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                                + " where relname = 'flyway_schema_history'"))
                .containsExactly("public");
    }

    @Test
    void connectionThatIsOlderThanTheSettingFindsTheTables() {
        // Given: as a pod sees it that has connected while another one migrated
        database.asSuperuser("alter role carillon in database " + name() + " reset search_path");

        // When
        database.migrateTo("latest");

        // Then
        assertThat(database.sql().text("select current_schema()")).isEqualTo("public");
        assertThat(database.sql().number("select count(*) from pg_class where relnamespace = 'carillon'::regnamespace"))
                .isZero();
    }

    @Test
    void connectionThatIsOlderThanTheSchemaStaysWhereTheTablesAre() throws SQLException {
        // Given: a pod that has connected to an empty database
        OwnDatabase empty = OwnDatabase.empty();
        try (Connection older = empty.owner().getConnection();
                Statement statement = older.createStatement()) {
            statement.execute(OwnDatabase.initSql());

            // When: another one has migrated it
            empty.migrateTo("latest");

            // Then
            try (ResultSet row = statement.executeQuery("select current_schema()")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo("public");
            }
        }
    }

    @Test
    void ownerKeepsTheSearchPathThatSomebodyChose() {
        // Given
        database.asSuperuser("alter role carillon in database " + name() + " set search_path = public, pg_temp");

        // When
        database.migrateTo("latest");

        // Then
        assertThat(database.sql().text("show search_path")).isEqualTo("public, pg_temp");
    }

    private String name() {
        return database.url().substring(database.url().lastIndexOf('/') + 1);
    }
}
