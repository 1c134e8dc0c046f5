package dev.carillon.schema;

import java.time.Duration;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The migrations of this build, without Quarkus: no pool, no port, and no time limit that is meant for requests. */
public final class Migrations {

    /** Where migrations lie, also for Quarkus. */
    private static final String LOCATION = "classpath:db/migration";

    // Seconds. A server that takes longer to accept a connection is asked again anyway.
    private static final int CONNECT_TIMEOUT = 5;

    private static final String INIT_SQL = "quarkus.flyway.init-sql";

    private Migrations() {}

    /** As the account that migrates. A statement may take as long as it takes; a lock of a table may not. */
    static Flyway ofOwner(Config config, Duration lockWait, Duration patience, Callback... callbacks) {
        return configure(config, true)
                .initSql("set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = "
                        + lockWait.toMillis() + "; " + initSql(config))
                // Another migration at the same moment holds Flyway's own lock, which is asked for once a second.
                .lockRetryCount((int) Math.max(1, patience.toSeconds()))
                .callbacks(callbacks)
                .load();
    }

    /** As the account of the pods, which may read what has been applied. */
    static Flyway ofPod(Config config) {
        return configure(config, false).load();
    }

    private static FluentConfiguration configure(Config config, boolean owner) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource(config, owner))
                .initSql(initSql(config))
                .locations(LOCATION);
    }

    /** Finds the tables' schema, as pods find it when they migrate at their start. */
    private static String initSql(Config config) {
        return config.getOptionalValue(INIT_SQL, String.class).orElse("");
    }

    private static PGSimpleDataSource dataSource(Config config, boolean owner) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setURL(text(config, owner ? "quarkus.flyway.jdbc-url" : "", "quarkus.datasource.jdbc.url"));
        dataSource.setUser(text(config, owner ? "quarkus.flyway.username" : "", "quarkus.datasource.username"));
        dataSource.setPassword(text(config, owner ? "quarkus.flyway.password" : "", "quarkus.datasource.password"));
        dataSource.setConnectTimeout(CONNECT_TIMEOUT);
        dataSource.setTcpKeepAlive(true);
        dataSource.setApplicationName("carillon migrate");
        return dataSource;
    }

    private static @Nullable String text(Config config, String first, String otherwise) {
        return config.getOptionalValue(first.isEmpty() ? otherwise : first, String.class)
                .or(() -> config.getOptionalValue(otherwise, String.class))
                .orElse(null);
    }

    /** The state of a schema, beside what this build needs. */
    public record State(String applied, String needed, int pending) {

        static State of(MigrationInfoService info) {
            MigrationInfo current = info.current();
            MigrationInfo[] pending = info.pending();
            String applied = current == null || current.getVersion() == null
                    ? "none"
                    : current.getVersion().getVersion();
            String needed = pending.length == 0
                    ? applied
                    : pending[pending.length - 1].getVersion().getVersion();
            return new State(applied, needed, pending.length);
        }
    }

    /**
     * The state, as the account of the pods sees it.
     *
     * @throws org.flywaydb.core.api.FlywayException if the database cannot be asked
     */
    public static State state(Config config) {
        return State.of(ofPod(config).info());
    }
}
