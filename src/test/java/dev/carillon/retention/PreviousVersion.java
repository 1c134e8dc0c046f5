package dev.carillon.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;

/** The statements of a pod of 0.1.0, word for word where it matters. */
record PreviousVersion(DataSource database) {

    /** The grants of its owner's account at each start. */
    static final List<String> GRANTS = List.of(
            "grant usage on schema public to carillon_application",
            "grant select, insert, update, delete on all tables in schema public to carillon_application");

    private static final String APPEND = """
            with tenant as materialized (
                select set_config('carillon.organization', ?, true) as id
            ), head as (
                insert into organization as o (id, head) select tenant.id, ? from tenant
                on conflict (id) do update set head = o.head + excluded.head
                returning o.id, head, date_trunc('milliseconds', clock_timestamp()) as at
            ), stored as (
                insert into notification
                    (organization_id, id, user_id, type, title, message, action_url, created_at,
                     data, expires_at, collapse_key)
                select head.id, head.head - ? + d.position, d.user_id, 'test', 'title', 'message', null, head.at,
                       null, null, null
                from head, unnest(?::text[]) with ordinality as d (user_id, position)
            )
            select head, (extract(epoch from at) * 1000)::bigint, history_epoch() from head
            """;

    private static final String REMEMBER = """
            insert into idempotency_key (organization_id, caller, key, fingerprint, first_id, notifications)
            values (?, ?, ?, ?, ?, ?)
            on conflict (organization_id, caller, key) do update set
                fingerprint = excluded.fingerprint, first_id = excluded.first_id,
                notifications = excluded.notifications, created_at = excluded.created_at
            """;

    private static final String READ = """
            select (select history_epoch()), o.head, o.pruned_through, count(n.id)
            from organization o left join lateral (
                select * from notification
                where organization_id = o.id and id > ? and id <= ? order by id limit ?
            ) n on true
            where o.id = ? group by o.head, o.pruned_through
            """;

    private static final String MARK = """
            insert into inbox_mark (organization_id, user_id, notification_id, is_read, archived, deleted, replaced)
            values (?, '26', ?, true, false, false, false)
            """;

    /** Returns the id of the last one. */
    long append(String organizationId, int notifications) throws SQLException {
        String[] users = new String[notifications];
        Arrays.fill(users, "26");
        return in(organizationId, APPEND, statement -> {
            statement.setString(1, organizationId);
            statement.setLong(2, notifications);
            statement.setLong(3, notifications);
            statement.setArray(4, statement.getConnection().createArrayOf("text", users));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    String epoch() throws SQLException {
        return in("", "select history_epoch()", statement -> {
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        });
    }

    /** How many it reads. */
    long read(String organizationId, long after) throws SQLException {
        return in(organizationId, READ, statement -> {
            statement.setLong(1, after);
            statement.setLong(2, Long.MAX_VALUE);
            statement.setInt(3, 1_000_000);
            statement.setString(4, organizationId);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(4);
            }
        });
    }

    void remember(String organizationId, String key, long firstId) throws SQLException {
        in(organizationId, REMEMBER, statement -> {
            statement.setString(1, organizationId);
            statement.setString(2, "26");
            statement.setString(3, key);
            statement.setString(4, "2:body");
            statement.setLong(5, firstId);
            statement.setInt(6, 1);
            return statement.executeUpdate();
        });
    }

    void markRead(String organizationId, long id) throws SQLException {
        in(organizationId, MARK, statement -> {
            statement.setString(1, organizationId);
            statement.setLong(2, id);
            return statement.executeUpdate();
        });
    }

    private <T> T in(String organizationId, String sql, Use<T> use) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement name =
                        connection.prepareStatement("select set_config('carillon.organization', ?, false)");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            name.setString(1, organizationId);
            name.execute();
            return use.of(statement);
        }
    }

    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }
}
