package dev.carillon.testkit;

import io.quarkus.runtime.configuration.ConfigUtils;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** A database of one test class, on the server that tests share; for tests that drop or divide tables. */
public record OwnDatabase(String url) {

    // One for each version. The migrations take seconds, a copy of their result a tenth of that.
    private static final Map<String, OwnDatabase> MIGRATED = new HashMap<>();

    /** Migrated to a version, such as {@code "27"}; {@code "latest"} for all. */
    public static synchronized OwnDatabase migratedTo(String version) {
        OwnDatabase migrated = MIGRATED.computeIfAbsent(version, v -> {
            OwnDatabase first = empty();
            first.migrateTo(v);
            return first;
        });
        OwnDatabase copy = created(" template " + migrated.name());
        // Settings of an account in a database are not copied; each migration ends with them.
        copy.migrateTo(version);
        return copy;
    }

    /** Before its first migration. */
    public static OwnDatabase empty() {
        return created("");
    }

    private static OwnDatabase created(String options) {
        String name = "own_" + UUID.randomUUID().toString().replace("-", "");
        asSuperuser(
                SharedServices.get().postgres().superuserJdbcUrl(),
                "create database " + name + " owner "
                        + SharedServices.get().postgres().user() + options);
        return new OwnDatabase(SharedServices.get().postgres().jdbcUrl().replace("/carillon", "/" + name));
    }

    private String name() {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    /** As a pod does at its start. */
    public void migrateTo(String version) {
        Flyway.configure()
                .dataSource(owner())
                .initSql(initSql())
                .target(version)
                .load()
                .migrate();
    }

    /** The first statement of a connection that migrates. */
    public static String initSql() {
        return ConfigUtils.configBuilder().build().getValue("quarkus.flyway.init-sql", String.class);
    }

    /** The account that owns the tables. */
    public DataSource owner() {
        return account(
                SharedServices.get().postgres().user(),
                SharedServices.get().postgres().password());
    }

    /** The account that reads and writes rows of one organization at a time. */
    public DataSource application() {
        return account(
                SharedServices.get().postgres().applicationUser(),
                SharedServices.get().postgres().applicationPassword());
    }

    public Sql sql() {
        return new Sql(owner());
    }

    public void asSuperuser(String statement) {
        asSuperuser(superuserUrl(), statement);
    }

    /** Sees what other accounts do, too. */
    public Sql superuser() {
        return Sql.at(superuserUrl());
    }

    /**
     * Returns when the servers of closed connections have ended. Each tells what it has read as it ends, a moment after
     * its client has gone; until then, {@code pg_stat_all_tables} and its like lack it.
     */
    public void awaitCounts() {
        Sql everything = superuser();
        Awaitility.await("the ends of closed connections")
                .until(() -> everything.number("select count(*) from pg_stat_activity"
                                + " where datname = current_database() and state = 'idle'")
                        == 0);
    }

    private String superuserUrl() {
        return SharedServices.get().postgres().superuserJdbcUrl().replace("/carillon", "/" + name());
    }

    private PGSimpleDataSource account(String user, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    private static void asSuperuser(String url, String statement) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement one = connection.createStatement()) {
            one.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }
}
