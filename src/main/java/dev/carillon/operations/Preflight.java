package dev.carillon.operations;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.microprofile.config.Config;
import org.postgresql.Driver;

/**
 * What must be there before the application is started: told in a line that names the setting, rather than as the
 * stack trace of whichever part notices first. Redis need not answer: without it the pod delivers from PostgreSQL.
 */
public final class Preflight {

    private static final String URL = "quarkus.datasource.jdbc.url";
    private static final String USER = "quarkus.datasource.username";
    private static final String PASSWORD = "quarkus.datasource.password";
    private static final String REDIS = "quarkus.redis.hosts";

    // Seconds; a database that takes longer to accept a connection would time every request out as well.
    private static final String CONNECT_TIMEOUT = "10";

    private Preflight() {}

    /** Null if nothing is missing. */
    public static String fault(Config config) {
        Optional<String> url = config.getOptionalValue(URL, String.class);
        if (url.isEmpty()) {
            return "PostgreSQL is not configured; set QUARKUS_DATASOURCE_JDBC_URL, _USERNAME and _PASSWORD.";
        }
        if (config.getOptionalValue(REDIS, String.class).isEmpty()) {
            return "Redis is not configured; set QUARKUS_REDIS_HOSTS.";
        }
        // Without its parameters, which may hold a password.
        String address = url.get().replaceAll("\\?.*", "");
        Properties account = new Properties();
        config.getOptionalValue(USER, String.class).ifPresent(user -> account.setProperty("user", user));
        config.getOptionalValue(PASSWORD, String.class).ifPresent(word -> account.setProperty("password", word));
        account.setProperty("connectTimeout", CONNECT_TIMEOUT);
        try (Connection connection = new Driver().connect(url.get(), account)) {
            return connection == null ? "QUARKUS_DATASOURCE_JDBC_URL is not a PostgreSQL address: " + address : null;
        } catch (SQLException e) {
            return "PostgreSQL cannot be reached at " + address + ": "
                    + e.getMessage().replaceAll("\\s*\\R\\s*", " ");
        }
    }
}
