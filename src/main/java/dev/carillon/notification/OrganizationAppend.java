package dev.carillon.notification;

import dev.carillon.tenancy.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** An append to one organization in one statement, as a transaction of its own or as part of one. */
final class OrganizationAppend {

    /**
     * Head, rows and epoch in one statement and one round trip, so the head's row stays locked only for the commit. A
     * transaction of several statements would keep the lock for as long as its pod is frozen. The statement itself names
     * the organization to row-level security: {@code head} waits for {@code tenant}, and the rows for {@code head}. The
     * upsert waits for the holder of the row's lock and then sees its head, so ids follow the order of commits.
     */
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
                select head.id, head.head - ? + d.position, d.user_id, d.type, d.title, d.message, d.action_url, head.at,
                       d.data::json, d.expires_at::timestamptz, d.collapse_key
                from head, unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                    with ordinality as d
                    (user_id, type, title, message, action_url, data, expires_at, collapse_key, position)
            )
            select head, (extract(epoch from at) * 1000)::bigint, history_epoch() from head
            """;

    private OrganizationAppend() {}

    static Query of(String organizationId, List<Draft> drafts) {
        return Query.of(
                APPEND, DraftColumns.behind(drafts, organizationId, (long) drafts.size(), (long) drafts.size()));
    }

    static Committed committed(String organizationId, List<Draft> drafts, ResultSet row) throws SQLException {
        row.next();
        Instant at = Instant.ofEpochMilli(row.getLong(2));
        return Committed.upTo(row.getLong(1), organizationId, drafts, at, row.getString(3));
    }
}
