package dev.carillon.access.revocation;

import dev.carillon.notification.LogUnavailable;
import dev.carillon.notification.Tenancy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The revocations in PostgreSQL, which are the truth. Blocks; never on an event loop. */
@Singleton
class RevocationStore {

    /** Given instead of a generation where the organization has as many as it may have. */
    static final long ORGANIZATION_FULL = -1;

    /** The same for all organizations together. */
    static final long FULL = -2;

    private static final String STORE = "select store_revocation(?, ?, make_interval(secs => ?), ?, ?)";

    private static final String NEWEST = "select newest, history_epoch() from revocation_counter";

    private static final String SINCE =
            "select organization_id, credential, generation, remaining_millis from revocations_since(?)";

    private static final String SWEEP = "select sweep_revocations(?)";

    // Rows that the driver takes from the server at once; a whole table is large.
    private static final int FETCH_ROWS = 1_000;

    private final DataSource dataSource;
    private final RevocationConfig config;

    @Inject
    RevocationStore(DataSource dataSource, RevocationConfig config) {
        this.dataSource = dataSource;
        this.config = config;
    }

    /**
     * Gives the generation of what is now committed, or {@link #ORGANIZATION_FULL} or {@link #FULL}.
     *
     * @throws LogUnavailable if it is not known to be committed
     */
    long store(String organizationId, String credential, Duration keep) {
        try (Connection connection = dataSource.getConnection()) {
            long generation;
            try (PreparedStatement statement = Tenancy.prepare(connection, organizationId, STORE)) {
                statement.setString(1, organizationId);
                statement.setString(2, credential);
                statement.setDouble(3, (double) keep.toSeconds());
                statement.setInt(4, config.maxPerOrganization());
                statement.setInt(5, config.maxEntries());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    generation = row.getLong(1);
                }
            }
            return generation;
        } catch (SQLException e) {
            throw new LogUnavailable(e);
        }
    }

    /** What has come since, or everything where the database is another one or has lost what was known. */
    Standing since(Standing known) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            String history;
            long newest;
            try (PreparedStatement statement = connection.prepareStatement(NEWEST);
                    ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("Table revocation_counter has lost its row");
                }
                newest = row.getLong(1);
                history = row.getString(2);
            }
            boolean continued = known.history().equals(history) && newest >= known.generation();
            if (continued && newest == known.generation()) {
                return new Standing(history, newest, false, List.of());
            }
            return new Standing(
                    history, newest, !continued, revocations(connection, continued ? known.generation() : 0));
        }
    }

    private static List<Revocation> revocations(Connection connection, long since) throws SQLException {
        List<Revocation> revocations = new ArrayList<>();
        try (PreparedStatement statement = Tenancy.prepare(connection, Tenancy.NO_ORGANIZATION, SINCE)) {
            statement.setFetchSize(FETCH_ROWS);
            statement.setLong(1, since);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    revocations.add(new Revocation(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4)));
                }
            }
        }
        return revocations;
    }

    /** How many have expired and are gone, not more than a batch. */
    int sweep() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = Tenancy.prepare(connection, Tenancy.NO_ORGANIZATION, SWEEP)) {
            statement.setInt(1, config.sweepBatch());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}
