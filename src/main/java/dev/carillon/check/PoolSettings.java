package dev.carillon.check;

import dev.carillon.tenancy.ConnectionSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/** Whether the time limits of a pod's transactions hold on each connection, as pods set them. */
final class PoolSettings {

    // More than one, since a pooler hands out the same server connection again and again.
    private static final int CONNECTIONS = 4;
    private static final List<String> LIMITS =
            List.of("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout");

    private final DataSource pool;
    private final ConnectionSettings settings;

    PoolSettings(Config config, DataSource pool) {
        this.pool = pool;
        this.settings = isPooled(config) ? ConnectionSettings.ofTransactions() : ConnectionSettings.ofConnections();
    }

    static boolean isPooled(Config config) {
        return config.getOptionalValue("carillon.database.pooled", Boolean.class)
                .orElse(false);
    }

    Finding timeouts() throws SQLException {
        List<Connection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                Connection connection = pool.getConnection();
                connections.add(connection);
                settings.onConnectionCreate(connection);
            }
            Set<String> lacking = new TreeSet<>();
            String held = "";
            // All are open before the first is asked, as in a pool: a pooler has shuffled them by then.
            for (Connection connection : connections) {
                held = inTransaction(connection, lacking);
            }
            return lacking.isEmpty()
                    ? Finding.ok("", "hold on " + CONNECTIONS + " of " + CONNECTIONS + " connections:" + held)
                    : Finding.failure("", "do not hold on each connection: " + String.join(", ", lacking));
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private String inTransaction(Connection connection, Set<String> lacking) throws SQLException {
        connection.setAutoCommit(false);
        try {
            Answer.text(connection, settings.nameOrganization(), "");
            StringBuilder held = new StringBuilder();
            for (String limit : LIMITS) {
                String value = Answer.text(connection, "show " + limit);
                held.append(' ').append(limit).append(' ').append(value);
                if (value.equals("0")) {
                    lacking.add(limit);
                }
            }
            return held.toString();
        } finally {
            connection.rollback();
        }
    }
}
