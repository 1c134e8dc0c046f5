package dev.carillon.access.apikey;

import dev.carillon.identity.Scope;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys in PostgreSQL. Blocks; never on an event loop. */
@Singleton
class ApiKeyStore {

    /** Runs before the organization is known: the function returns at most one key, to a caller that knows its id. */
    private static final String FIND = """
            select id, organization_id, hash, admin, expires_at, revoked, scopes from find_api_key(?)
            """;

    /** Counts and inserts in one statement. Two at once may exceed the limit by one, which is harmless. */
    private static final String CREATE = """
            insert into api_key (id, organization_id, name, hash, admin, created_by, expires_at, scopes, has_mac)
            select ?, ?, ?, ?, ?, ?, ?, ?, true
            where (select count(*) from api_key where organization_id = ? and revoked_at is null) < ?
            returning id, name, admin, created_by, created_at, expires_at, revoked_at, scopes
            """;

    private static final String WITHOUT_MAC = "select api_keys_without_mac(?)";

    private static final String LIST = """
            select id, name, admin, created_by, created_at, expires_at, revoked_at, scopes
            from api_key where organization_id = ? order by created_at desc, id limit ?
            """;

    private static final String REVOKE = """
            update api_key set revoked_at = coalesce(revoked_at, clock_timestamp())
            where organization_id = ? and id = ? returning id
            """;

    // Revoked keys stay listed; the newest thousand are enough.
    private static final int LIST_LIMIT = 1000;

    private final Database database;

    @Inject
    ApiKeyStore(Database database) {
        this.database = database;
    }

    Optional<StoredKey> find(String id) {
        return database.query(
                Database.NO_ORGANIZATION,
                Query.of(FIND, id),
                row -> row.next() ? Optional.of(stored(row)) : Optional.empty());
    }

    private static StoredKey stored(ResultSet row) throws SQLException {
        return new StoredKey(
                row.getString(1),
                row.getString(2),
                row.getBytes(3),
                row.getBoolean(4),
                Database.instant(row, 5),
                row.getBoolean(6),
                scopes(row, 7));
    }

    /** The ids of the newest keys in force, of all organizations, that were made before keys had a MAC. */
    Set<String> withoutMac(int max) {
        return database.query(Database.NO_ORGANIZATION, Query.of(WITHOUT_MAC, max), row -> {
            Set<String> ids = new HashSet<>();
            while (row.next()) {
                ids.add(row.getString(1));
            }
            return Set.copyOf(ids);
        });
    }

    /** Empty if the organization already has {@code max} keys that are not revoked. */
    Optional<ApiKey> create(String organizationId, RawApiKey key, NewApiKey wanted, String createdBy, int max) {
        String[] scopes = wanted.scopes().stream().map(Scope::toString).toArray(String[]::new);
        Query create = Query.of(
                CREATE,
                key.id(),
                organizationId,
                wanted.name(),
                key.hash(),
                wanted.admin(),
                createdBy,
                wanted.expiresAt(),
                scopes,
                organizationId,
                max);
        return database.query(organizationId, create, row -> row.next() ? Optional.of(key(row)) : Optional.empty());
    }

    List<ApiKey> list(String organizationId) {
        return database.query(organizationId, Query.of(LIST, organizationId, LIST_LIMIT), row -> {
            List<ApiKey> keys = new ArrayList<>();
            while (row.next()) {
                keys.add(key(row));
            }
            return keys;
        });
    }

    /** False if the organization has no such key. */
    boolean revoke(String organizationId, String id) {
        return database.query(organizationId, Query.of(REVOKE, organizationId, id), ResultSet::next);
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        return new ApiKey(
                row.getString(1),
                row.getString(2),
                row.getBoolean(3),
                scopes(row, 8),
                row.getString(4),
                Database.instant(row, 5),
                Database.instant(row, 6),
                Database.instant(row, 7));
    }

    /** Skips scopes that only a later version knows. */
    private static Set<Scope> scopes(ResultSet row, int column) throws SQLException {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String name : (String[]) row.getArray(column).getArray()) {
            Scope.named(name).ifPresent(scopes::add);
        }
        return scopes;
    }
}
