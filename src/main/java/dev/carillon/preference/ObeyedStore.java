package dev.carillon.preference;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the rules of streams from PostgreSQL, in sets, of all organizations. Blocks. */
@Singleton
class ObeyedStore {

    /** A server that has lost changes, or is an older copy, was started at another moment. */
    private static final String NEWEST =
            "select newest, extract(epoch from pg_postmaster_start_time())::text from preference_counter";

    private static final String SINCE = "select organization_id, user_id, generation from preferences_since(?, ?)";

    private static final String OF = "select place, generation, required, in_app, mutes from preferences_of(?, ?)";

    private final Database database;

    @Inject
    ObeyedStore(Database database) {
        this.database = database;
    }

    /** The owner of preferences: a user, or the organization itself, which has no user. */
    record Owner(String organizationId, @Nullable String userId) {}

    /** A change of the tables. */
    record Change(Owner owner, long generation) {}

    /**
     * How far the tables are.
     *
     * @param server another one may not have everything that an earlier one had
     */
    record Newest(String server, long generation) {
        static final Newest NONE = new Newest("", -1);
    }

    /**
     * The rules of one owner; empty lists if nothing mutes.
     *
     * @param generation of the change; 0 if there is none
     */
    record Obeyed(long generation, List<String> required, List<String> inApp) {
        static final Obeyed NOTHING = new Obeyed(0, List.of(), List.of());

        /** An estimate of its memory. */
        long bytes() {
            return 56L * (required.size() + inApp.size())
                    + required.stream().mapToInt(String::length).sum()
                    + inApp.stream().mapToInt(String::length).sum();
        }
    }

    Newest newest() {
        return database.statement(Query.of(NEWEST), row -> {
            if (!row.next()) {
                throw new SQLException("Table preference_counter has lost its row");
            }
            return new Newest(row.getString(2), row.getLong(1));
        });
    }

    /** The oldest {@code most} changes after this generation, in order. */
    List<Change> since(long generation, int most) {
        return database.statement(Query.of(SINCE, generation, most), row -> {
            List<Change> changes = new ArrayList<>();
            while (row.next()) {
                changes.add(new Change(new Owner(row.getString(1), row.getString(2)), row.getLong(3)));
            }
            return changes;
        });
    }

    /** {@link Obeyed#NOTHING} for those without a row. */
    Map<Owner, Obeyed> of(List<Owner> owners) {
        String[] organizations = owners.stream().map(Owner::organizationId).toArray(String[]::new);
        String[] users = owners.stream().map(Owner::userId).toArray(String[]::new);
        return database.statement(Query.of(OF, organizations, users), row -> {
            Map<Owner, Obeyed> found = new HashMap<>();
            owners.forEach(owner -> found.put(owner, Obeyed.NOTHING));
            while (row.next()) {
                found.put(owners.get(row.getInt(1) - 1), obeyed(row));
            }
            return found;
        });
    }

    private static Obeyed obeyed(ResultSet row) throws SQLException {
        return new Obeyed(row.getLong(2), texts(row.getArray(3)), texts(row.getArray(4)));
    }

    private static List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
