package dev.carillon.tenancy;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/**
 * The settings of PostgreSQL that every transaction relies on. A connection gets them once. Behind a pooler that changes the
 * connection between transactions, each transaction sets them for itself, in the message that it sends first anyway.
 *
 * <p>See docs/adr/0030-limits-travel-with-the-transaction.md
 */
@Singleton
public class ConnectionSettings implements AgroalPoolInterceptor {

    // A create request waits at most 5 s for its organization's head, and no statement runs for longer than 10 s. A pod
    // that freezes inside a transaction loses it, and the head's lock with it, before the requests that wait give up.
    // The heads and what a page of the log reads lie in memory. With PostgreSQL's preset, which is for turning disks,
    // an
    // append to two of a thousand organizations reads all thousand heads instead of asking the index twice.
    private static final Map<String, String> SETTINGS = settings();

    private final boolean pooled;
    private final boolean prepares;

    @Inject
    ConnectionSettings(DatabaseConfig config) {
        this(config.pooled(), !config.pooled() || config.poolerPrepares());
    }

    private ConnectionSettings(boolean pooled, boolean prepares) {
        this.pooled = pooled;
        this.prepares = prepares;
    }

    /** For connections that nobody changes between transactions. */
    public static ConnectionSettings ofConnections() {
        return new ConnectionSettings(false, true);
    }

    /** For connections behind such a pooler, which does not keep prepared statements. */
    public static ConnectionSettings ofTransactions() {
        return new ConnectionSettings(true, false);
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("lock_timeout", "5s");
        settings.put("statement_timeout", "10s");
        settings.put("idle_in_transaction_session_timeout", "2s");
        settings.put("random_page_cost", "1.1");
        return settings;
    }

    /** @param local whether they end with the transaction */
    private static String assignments(boolean local) {
        return SETTINGS.entrySet().stream()
                .map(setting -> "set_config('" + setting.getKey() + "', '" + setting.getValue() + "', " + local + ")")
                .collect(Collectors.joining(", "));
    }

    boolean isPooled() {
        return pooled;
    }

    /** Names the organization, its only parameter, for the rest of the transaction, and sets what a pooler may have lost. */
    public String nameOrganization() {
        return "select set_config('carillon.organization', ?, true)" + (pooled ? ", " + assignments(true) : "");
    }

    /** The text to send before a statement without an organization; empty for none. */
    String beforeStatement() {
        return pooled ? "select " + assignments(true) + ";\n" : "";
    }

    @Override
    public void onConnectionCreate(Connection connection) {
        try {
            if (!prepares) {
                // Another server connection would not know the statement.
                connection.unwrap(PGConnection.class).setPrepareThreshold(0);
            }
            if (!pooled) {
                Query.of("select " + assignments(false)).execute(connection);
            }
        } catch (SQLException e) {
            throw new LogUnavailable(e);
        }
    }
}
