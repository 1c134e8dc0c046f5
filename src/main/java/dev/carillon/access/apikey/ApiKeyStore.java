package dev.carillon.access.apikey;

import dev.carillon.identity.Scope;
import dev.carillon.notification.LogUnavailable;
import dev.carillon.notification.Tenancy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** The keys in PostgreSQL. Blocks; never on an event loop. */
@Singleton
class ApiKeyStore {

    /** Before the organization is known: by a function that gives out no more than one key, to whoever knows its id. */
    private static final String FIND = """
            select id, organization_id, hash, admin, expires_at, revoked, scopes from find_api_key(?)
            """;

    /** Counts and inserts in one statement; two at once may overshoot the bound by one, which harms nobody. */
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
            where organization_id = ? and id = ?
            """;

    // Revoked keys stay listed; the newest thousand tell enough.
    private static final int LIST_LIMIT = 1000;

    private final DataSource dataSource;

    @Inject
    ApiKeyStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    Optional<StoredKey> find(String id) {
        return run(Tenancy.NO_ORGANIZATION, FIND, statement -> {
            statement.setString(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new StoredKey(
                                row.getString(1),
                                row.getString(2),
                                row.getBytes(3),
                                row.getBoolean(4),
                                instant(row, 5),
                                row.getBoolean(6),
                                scopes(row, 7)))
                        : Optional.empty();
            }
        });
    }

    /** The ids of the newest keys in force, of all organizations, that were made before keys had a MAC. */
    Set<String> withoutMac(int max) {
        return run(Tenancy.NO_ORGANIZATION, WITHOUT_MAC, statement -> {
            statement.setInt(1, max);
            try (ResultSet row = statement.executeQuery()) {
                Set<String> ids = new HashSet<>();
                while (row.next()) {
                    ids.add(row.getString(1));
                }
                return Set.copyOf(ids);
            }
        });
    }

    /** Empty if the organization has as many as it may have. */
    Optional<ApiKey> create(String organizationId, KeyText key, NewApiKey wanted, String createdBy, int max) {
        return run(organizationId, CREATE, statement -> {
            statement.setString(1, key.id());
            statement.setString(2, organizationId);
            statement.setString(3, wanted.name());
            statement.setBytes(4, key.hash());
            statement.setBoolean(5, wanted.admin());
            statement.setString(6, createdBy);
            statement.setObject(
                    7, wanted.expiresAt() == null ? null : wanted.expiresAt().atOffset(ZoneOffset.UTC));
            statement.setArray(
                    8,
                    statement
                            .getConnection()
                            .createArrayOf(
                                    "text",
                                    wanted.scopes().stream()
                                            .map(Scope::toString)
                                            .toArray()));
            statement.setString(9, organizationId);
            statement.setInt(10, max);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(key(row)) : Optional.empty();
            }
        });
    }

    List<ApiKey> list(String organizationId) {
        return run(organizationId, LIST, statement -> {
            statement.setString(1, organizationId);
            statement.setInt(2, LIST_LIMIT);
            try (ResultSet row = statement.executeQuery()) {
                List<ApiKey> keys = new ArrayList<>();
                while (row.next()) {
                    keys.add(key(row));
                }
                return keys;
            }
        });
    }

    /** False if the organization has no such key. */
    boolean revoke(String organizationId, String id) {
        return run(organizationId, REVOKE, statement -> {
            statement.setString(1, organizationId);
            statement.setString(2, id);
            return statement.executeUpdate() > 0;
        });
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        return new ApiKey(
                row.getString(1),
                row.getString(2),
                row.getBoolean(3),
                scopes(row, 8),
                row.getString(4),
                instant(row, 5),
                instant(row, 6),
                instant(row, 7));
    }

    /** What a later version may have written is no scope of this one. */
    private static Set<Scope> scopes(ResultSet row, int column) throws SQLException {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String name : (String[]) row.getArray(column).getArray()) {
            Scope.named(name).ifPresent(scopes::add);
        }
        return scopes;
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private <T> T run(String organizationId, String sql, Work<T> work) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = Tenancy.prepare(connection, organizationId, sql)) {
            return work.with(statement);
        } catch (SQLException e) {
            throw new LogUnavailable(e);
        }
    }

    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }
}
