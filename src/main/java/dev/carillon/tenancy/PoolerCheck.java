package dev.carillon.tenancy;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Checks at startup whether a pooler gives each transaction another connection to PostgreSQL. If it does and the pod was not
 * told, the pod does not start: its time limits would hold for some transactions and not for others, and prepared statements
 * would fail now and then.
 */
@Singleton
public class PoolerCheck {

    private static final Logger LOG = Logger.getLogger(PoolerCheck.class);

    private static final Query PROCESS = Query.of("select pg_backend_pid()");

    // A prepared statement that exists already, or does not exist, although the driver knows better.
    private static final Set<String> OF_ANOTHER_CONNECTION = Set.of("42P05", "26000");

    private final DataSource dataSource;
    private final ConnectionSettings settings;

    @Inject
    PoolerCheck(DataSource dataSource, ConnectionSettings settings) {
        this.dataSource = dataSource;
        this.settings = settings;
    }

    /** @throws ConfigurationException whose message tells an operator the remedy */
    void check(@Observes StartupEvent event) {
        boolean found;
        try {
            found = isBehindPooler(dataSource);
        } catch (SQLException e) {
            if (OF_ANOTHER_CONNECTION.contains(String.valueOf(e.getSQLState())) && !settings.isPooled()) {
                throw untold();
            }
            LOG.warnf("Could not check for a connection pooler: reason=%s", e.getMessage());
            return;
        }
        if (found && !settings.isPooled()) {
            throw untold();
        }
        if (!found && settings.isPooled()) {
            LOG.info(
                    "No connection pooler in transaction mode was found: carillon.database.pooled=true only costs time");
        }
    }

    private static ConfigurationException untold() {
        return new ConfigurationException("a pooler before PostgreSQL gives each transaction another connection;"
                + " set CARILLON_DATABASE_POOLED=true, and QUARKUS_FLYWAY_JDBC_URL (with _USERNAME and _PASSWORD) to an address"
                + " of PostgreSQL itself,"
                + " or let the pooler keep one connection per session (docs/operations.md, Poolers).");
    }

    /**
     * While one connection is inside a transaction, another cannot have the same server process, and keeps its own. Two
     * rounds, since a pooler may give an idle connection's process to the other, or give the first one another.
     */
    public static boolean isBehindPooler(DataSource dataSource) throws SQLException {
        try (Connection one = dataSource.getConnection();
                Connection other = dataSource.getConnection()) {
            int ownOfOne = process(one);
            int ownOfOther = process(other);
            other.setAutoCommit(false);
            try {
                int duringTransaction = process(other);
                return duringTransaction != ownOfOther || ownOfOther == ownOfOne || process(one) != ownOfOne;
            } finally {
                other.rollback();
                other.setAutoCommit(true);
            }
        }
    }

    private static int process(Connection connection) throws SQLException {
        return Database.execute(connection, "", PROCESS, row -> {
            row.next();
            return row.getInt(1);
        });
    }
}
