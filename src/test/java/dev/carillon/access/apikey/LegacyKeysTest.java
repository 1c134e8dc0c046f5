package dev.carillon.access.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.SharedServices;
import dev.carillon.testkit.Sql;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** API keys of an earlier version after an upgrade. */
class LegacyKeysTest {

    private static final String SCHEMA = "keys_of_before_test";
    private static final String WITHOUT_SCOPES = "23";
    private static final String INSERT =
            "insert into api_key (id, organization_id, name, hash, admin, created_by) values ('%s', '%s', 'n', '', %s, '1')";

    private final PGSimpleDataSource database = new PGSimpleDataSource();

    @BeforeEach
    void migrateToTheVersionBefore() {
        SharedServices.database();
        database.setUrl(SharedServices.get().postgres().jdbcUrl());
        database.setUser(SharedServices.get().postgres().user());
        database.setPassword(SharedServices.get().postgres().password());
        database.setCurrentSchema(SCHEMA);
        flyway().target(WITHOUT_SCOPES).load().migrate();
    }

    @AfterEach
    void dropIt() {
        execute("drop schema " + SCHEMA + " cascade");
    }

    @Test
    void keysKeepWhatTheyCouldDoAndThoseOfNobodyGo() {
        // Given
        execute(String.format(INSERT, "plain", "21", false));
        execute(String.format(INSERT, "admin", "21", true));
        execute(String.format(INSERT, "mistake", "*", true));
        // When
        flyway().load().migrate();
        // Then
        assertThat(keys()).containsExactly("admin true {publish,read,manage}", "plain false {publish,read,manage}");
    }

    @Test
    void podOfTheVersionBeforeStillCreatesAndFindsKeysDuringTheUpgrade() {
        // Given
        flyway().load().migrate();
        // When
        execute("set carillon.organization = '21'; " + String.format(INSERT, "late", "21", false));
        // Then
        assertThat(keys()).containsExactly("late false {publish,read,manage}");
        assertThat(list("select id, organization_id, hash, admin, expires_at, revoked from find_api_key('late')"))
                .containsExactly("late");
    }

    private List<String> keys() {
        return list("select id || ' ' || admin || ' ' || scopes::text from api_key order by id");
    }

    private List<String> list(String sql) {
        return new Sql(database).list(sql);
    }

    private void execute(String sql) {
        new Sql(database).run(sql);
    }

    private FluentConfiguration flyway() {
        return Flyway.configure().dataSource(database).schemas(SCHEMA);
    }
}
