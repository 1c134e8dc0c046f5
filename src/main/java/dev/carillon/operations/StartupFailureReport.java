package dev.carillon.operations;

import dev.carillon.secret.Redaction;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.util.ExceptionUtil;
import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.postgresql.Driver;

/**
 * Reports a failed start in one line that names the setting, instead of a stack trace of the part that failed first. It
 * runs only after a failure, so a successful start costs nothing. Redis is not contacted: without it the pod delivers from
 * PostgreSQL.
 *
 * <p>See docs/adr/0023-a-start-does-only-what-a-start-needs.md
 */
final class StartupFailureReport {

    private static final Logger LOG = Logger.getLogger(StartupFailureReport.class);

    private static final String URL = "quarkus.datasource.jdbc.url";
    private static final String USER = "quarkus.datasource.username";
    private static final String PASSWORD = "quarkus.datasource.password";
    private static final String REDIS = "quarkus.redis.hosts";
    private static final String BUS = "carillon.bus.type";

    // Seconds. A database that takes longer to accept a connection would also time out every request.
    private static final String CONNECT_TIMEOUT = "10";

    private StartupFailureReport() {}

    static void tell(Config config, Throwable failure) {
        Throwable root = ExceptionUtil.getRootCause(failure);
        String fault = missing(config)
                .or(() -> isSetting(root) ? Optional.ofNullable(root.getMessage()) : outOfReach(config))
                .orElse(null);
        if (fault == null) {
            LOG.error("Carillon cannot start", failure);
        } else {
            System.err.println("Carillon cannot start: " + Redaction.of(config).apply(fault));
        }
    }

    /** Whether a port is taken or a value does not fit its key. The messages of these faults say how to fix them. */
    private static boolean isSetting(Throwable root) {
        return root instanceof BindException
                || root instanceof ConfigurationException
                || root instanceof ConfigValidationException;
    }

    static Optional<String> missing(Config config) {
        if (config.getOptionalValue(URL, String.class).isEmpty()) {
            return Optional.of(
                    "PostgreSQL is not configured; set QUARKUS_DATASOURCE_JDBC_URL, _USERNAME and _PASSWORD.");
        }
        boolean local = config.getOptionalValue(BUS, String.class)
                .filter("local"::equalsIgnoreCase)
                .isPresent();
        if (!local && config.getOptionalValue(REDIS, String.class).isEmpty()) {
            return Optional.of("Redis is not configured; set QUARKUS_REDIS_HOSTS,"
                    + " or CARILLON_BUS_TYPE=local for one pod without Redis.");
        }
        return Optional.empty();
    }

    static Optional<String> outOfReach(Config config) {
        String url = config.getValue(URL, String.class);
        String address = withoutAccount(url);
        Properties account = new Properties();
        config.getOptionalValue(USER, String.class).ifPresent(user -> account.setProperty("user", user));
        config.getOptionalValue(PASSWORD, String.class).ifPresent(word -> account.setProperty("password", word));
        account.setProperty("connectTimeout", CONNECT_TIMEOUT);
        try (Connection connection = new Driver().connect(url, account)) {
            return connection == null
                    ? Optional.of("QUARKUS_DATASOURCE_JDBC_URL is not a PostgreSQL address: " + address)
                    : Optional.empty();
        } catch (SQLException e) {
            return Optional.of("PostgreSQL cannot be reached at " + address + ": "
                    + withoutAccount(String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ")));
        }
    }

    /** Without the parameters of an address, and without the account before its host: either may hold a password. */
    private static String withoutAccount(String text) {
        return text.replaceAll("\\?.*", "").replaceAll("(^|//|\\s)[^\\s]*@", "$1");
    }
}
