package dev.carillon.check;

import dev.carillon.tenancy.PoolerCheck;
import dev.carillon.tenancy.TenancyCheck;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL, as the accounts of the pods and of migrations find it. */
final class PostgresCheck implements CheckPart {

    private static final int OLDEST = 150_000;
    private static final int CONNECT_SECONDS = 5;
    // A statement of the check that takes longer says that something is wrong.
    private static final int ANSWER_SECONDS = 10;
    private static final int POOL = 16;

    private final Config config;
    private final int pods;
    private final Clock time;

    PostgresCheck(Config config, int pods, Clock time) {
        this.config = config;
        this.pods = pods;
        this.time = time;
    }

    @Override
    public void run(Consumer<Finding> tell) {
        PGSimpleDataSource pool = account("quarkus.datasource.jdbc.url", "quarkus.datasource.");
        if (pool == null) {
            // SettingsCheck has said so of a missing one.
            if (config.getOptionalValue("quarkus.datasource.jdbc.url", String.class)
                    .isPresent()) {
                tell.accept(Finding.failure("postgresql", "the address does not begin with jdbc:postgresql:"));
            }
            return;
        }
        try (Connection connection = pool.getConnection()) {
            tell.accept(Finding.ok("postgresql", "reached as " + pool.getUser()));
            each(connection, checks(pool), tell);
        } catch (SQLException e) {
            tell.accept(Finding.failure("postgresql", "cannot be used: " + Finding.reason(e)));
            return;
        }
        owner(tell);
    }

    /** Null without an address. */
    private @Nullable PGSimpleDataSource account(String urlKey, String accountPrefix) {
        String url = config.getOptionalValue(urlKey, String.class)
                .or(() -> config.getOptionalValue("quarkus.datasource.jdbc.url", String.class))
                .orElse("");
        if (!url.startsWith("jdbc:postgresql:")) {
            return null;
        }
        PGSimpleDataSource account = new PGSimpleDataSource();
        account.setURL(url);
        account.setUser(config.getOptionalValue(accountPrefix + "username", String.class)
                .orElse(null));
        account.setPassword(config.getOptionalValue(accountPrefix + "password", String.class)
                .orElse(null));
        account.setConnectTimeout(CONNECT_SECONDS);
        account.setSocketTimeout(ANSWER_SECONDS);
        account.setApplicationName("carillon check");
        return account;
    }

    private List<SqlCheck> checks(PGSimpleDataSource pool) {
        PoolSettings settings = new PoolSettings(config, pool);
        int perPod = config.getOptionalValue("quarkus.datasource.jdbc.max-size", Integer.class)
                .orElse(POOL);
        return List.of(
                new SqlCheck("postgresql version", PostgresCheck::version),
                new SqlCheck("postgresql role", PostgresCheck::primary),
                new SqlCheck("postgresql durability", PostgresCheck::durability),
                new SqlCheck("postgresql clock", this::clock),
                new SqlCheck("isolation", PostgresCheck::isolation),
                new SqlCheck("pooler", connection -> pooler(pool)),
                new SqlCheck("time-outs", connection -> settings.timeouts()),
                new SqlCheck("connections", connection -> new ConnectionCount(pods, perPod).compare(connection)),
                new SqlCheck("schema", connection -> SchemaFindings.version(config)),
                new SqlCheck("rights", SchemaFindings::rights),
                new SqlCheck("wall of organizations", PostgresCheck::wall));
    }

    private static void each(Connection connection, List<SqlCheck> checks, Consumer<Finding> tell) {
        for (SqlCheck check : checks) {
            try {
                tell.accept(check.body().find(connection).called(check.subject()));
            } catch (SQLException e) {
                tell.accept(Finding.failure(check.subject(), e));
            }
        }
    }

    private void owner(Consumer<Finding> tell) {
        PGSimpleDataSource owner = account("quarkus.flyway.jdbc-url", "quarkus.flyway.");
        if (owner == null || owner.getUser() == null) {
            tell.accept(Finding.warning(
                    "owner's account", "one account serves and migrates: set QUARKUS_FLYWAY_USERNAME and _PASSWORD"));
            return;
        }
        try (Connection connection = owner.getConnection()) {
            each(connection, List.of(new SqlCheck("owner's account", SchemaFindings::owner)), tell);
        } catch (SQLException e) {
            tell.accept(Finding.failure("owner's account", "cannot be used: " + Finding.reason(e)));
        }
    }

    private static Finding version(Connection connection) throws SQLException {
        int number = Integer.parseInt(Answer.text(connection, "show server_version_num"));
        String text = Answer.text(connection, "show server_version") + ", needs 15";
        return number < OLDEST ? Finding.failure("", text) : Finding.ok("", text);
    }

    private static Finding primary(Connection connection) throws SQLException {
        boolean writes = Answer.text(
                        connection, "select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean")
                .equals("f");
        return writes
                ? Finding.ok("", "accepts writes")
                : Finding.failure("", "is a standby or read-only: name the primary in the address");
    }

    private static Finding durability(Connection connection) throws SQLException {
        String fsync = Answer.text(connection, "show fsync");
        String commit = Answer.text(connection, "show synchronous_commit");
        String pages = Answer.text(connection, "show full_page_writes");
        String text = "fsync " + fsync + ", full_page_writes " + pages + ", synchronous_commit " + commit;
        if (fsync.equals("off") || commit.equals("off")) {
            return Finding.failure("", text + ": notifications that were acknowledged may be lost");
        }
        return pages.equals("off")
                ? Finding.warning("", text + ": safe only where the disk writes whole pages")
                : Finding.ok("", text);
    }

    private Finding clock(Connection connection) throws SQLException {
        Instant before = time.instant();
        double seconds =
                Double.parseDouble(Answer.text(connection, "select extract(epoch from clock_timestamp())::float8"));
        return Clocks.compare("", before, Instant.ofEpochMilli((long) (seconds * 1000)), time.instant());
    }

    /** Pods ask for it, so the database's own default does not matter. They must get it. */
    private static Finding isolation(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        String got = Answer.text(connection, "show transaction_isolation");
        return got.equals("read committed")
                ? Finding.ok("", got)
                : Finding.failure("", got + " instead of read committed");
    }

    private Finding pooler(PGSimpleDataSource pool) throws SQLException {
        boolean told = PoolSettings.isPooled(config);
        if (!PoolerCheck.isBehindPooler(pool)) {
            return told
                    ? Finding.warning("", "none in transaction mode: CARILLON_DATABASE_POOLED=true only costs time")
                    : Finding.ok("", "none in transaction mode");
        }
        return told
                ? Finding.ok("", "in transaction mode, as CARILLON_DATABASE_POOLED says")
                : Finding.failure(
                        "",
                        "in transaction mode: set CARILLON_DATABASE_POOLED=true, and"
                                + " QUARKUS_FLYWAY_JDBC_URL to PostgreSQL itself");
    }

    private static Finding wall(Connection connection) throws SQLException {
        if (!SchemaFindings.isThere(connection)) {
            return Finding.unknown("", "there are no tables yet");
        }
        return switch (TenancyCheck.weaknessOf(connection)) {
            case 0 -> Finding.ok("", "row-level security binds the account, and it owns nothing");
            case 1 -> Finding.warning("", "the account owns the tables: use a second one (docs/security.md)");
            default -> Finding.failure("", "row-level security does not bind the account: it is a superuser");
        };
    }

    private record SqlCheck(String subject, Body body) {
        /** Its finding has no subject yet. */
        @FunctionalInterface
        interface Body {
            Finding find(Connection connection) throws SQLException;
        }
    }
}
