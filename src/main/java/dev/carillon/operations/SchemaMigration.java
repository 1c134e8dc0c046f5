package dev.carillon.operations;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;

/**
 * Brings the database to the schema of this release, before anything else asks for a row. Nearly every start finds it
 * there already, so the history is asked first: Flyway, which asks for more and locks its table for it, takes a
 * twentieth of a start.
 */
@Dependent
class SchemaMigration {

    /** Of the newest file in {@code db/migration}. */
    static final String NEWEST = "27";

    // Flyway's own table; an account that may not read it, or a table of another name, leaves the question to Flyway.
    private static final String LAST = "select version from flyway_schema_history"
            + " where installed_rank = (select max(installed_rank) from flyway_schema_history) and success";

    private final DataSource database;
    private final Instance<Flyway> flyway;
    private final boolean wanted;

    @Inject
    SchemaMigration(
            DataSource database,
            Instance<Flyway> flyway,
            @ConfigProperty(name = "quarkus.flyway.migrate-at-start") boolean wanted) {
        this.database = database;
        this.flyway = flyway;
        this.wanted = wanted;
    }

    void migrate(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
        if (wanted && !isDone(database)) {
            flyway.get().migrate();
        }
    }

    static boolean isDone(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet last = statement.executeQuery(LAST)) {
            return last.next() && NEWEST.equals(last.getString(1));
        } catch (SQLException unknown) {
            return false;
        }
    }
}
