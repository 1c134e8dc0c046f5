package dev.carillon.access.revocation;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.tenancy.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The revocations in PostgreSQL, which are authoritative. Blocks; never on an event loop. */
@Singleton
class RevocationStore {

    /** Returned instead of a generation if the organization has reached its limit. */
    static final long ORGANIZATION_FULL = -1;

    /** The same for the limit of all organizations together. */
    static final long FULL = -2;

    private static final String STORE = "select store_revocation(?, ?, make_interval(secs => ?), ?, ?)";

    /** A server that has lost revocations, or is an older copy, was started at another moment. */
    private static final String NEWEST =
            "select newest, extract(epoch from pg_postmaster_start_time())::text from revocation_counter";

    private static final String SINCE =
            "select organization_id, credential, generation, remaining_millis from revocations_since(?)";

    private static final String SWEEP = "select sweep_revocations(?)";

    // Rows that the driver takes from the server at once; a whole table is large.
    private static final int FETCH_ROWS = 1_000;

    private final Database database;
    private final RevocationConfig config;

    @Inject
    RevocationStore(Database database, RevocationConfig config) {
        this.database = database;
        this.config = config;
    }

    /**
     * Returns the committed generation, or {@link #ORGANIZATION_FULL} or {@link #FULL}.
     *
     * @throws LogUnavailable if it is not known to be committed
     */
    long store(String organizationId, String credential, Duration keep) {
        Query store =
                Query.of(STORE, organizationId, credential, keep, config.maxPerOrganization(), config.maxEntries());
        return database.query(organizationId, store, RevocationStore::number);
    }

    /** The newer revocations, or all if another server answers, or one that was restarted. */
    RevocationSnapshot since(RevocationSnapshot known) {
        RevocationSnapshot newest = database.statement(Query.of(NEWEST), row -> {
            if (!row.next()) {
                throw new SQLException("Table revocation_counter has lost its row");
            }
            return new RevocationSnapshot(row.getString(2), row.getLong(1), false, List.of());
        });
        boolean continued = known.server().equals(newest.server()) && newest.generation() >= known.generation();
        if (continued && newest.generation() == known.generation()) {
            return newest;
        }
        List<Revocation> revocations = revocations(continued ? known.generation() : 0);
        return new RevocationSnapshot(newest.server(), newest.generation(), !continued, revocations);
    }

    private List<Revocation> revocations(long since) {
        Query query = Query.of(SINCE, since).fetching(FETCH_ROWS);
        return database.query(Database.NO_ORGANIZATION, query, row -> {
            List<Revocation> revocations = new ArrayList<>();
            while (row.next()) {
                revocations.add(new Revocation(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4)));
            }
            return revocations;
        });
    }

    /** Deletes expired revocations, at most a batch, and returns how many. */
    long sweep() {
        return database.query(Database.NO_ORGANIZATION, Query.of(SWEEP, config.sweepBatch()), RevocationStore::number);
    }

    private static long number(ResultSet row) throws SQLException {
        row.next();
        return row.getLong(1);
    }
}
