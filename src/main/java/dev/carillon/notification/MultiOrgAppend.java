package dev.carillon.notification;

import dev.carillon.tenancy.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An append to several organizations in one statement, and so in one commit.
 *
 * <p>It takes the heads that are not locked and skips the others. It therefore never waits, two such appends cannot
 * deadlock, and an organization whose head is locked for long delays no other one.
 */
final class MultiOrgAppend {

    /**
     * {@code held} locks the newest version of each head, which the update then finds. {@code appends_to} tells row-level
     * security which organizations may be written. The epoch is computed once, in the statement that hands out the ids.
     */
    private static final String APPEND = """
            with tenants as materialized (
                select set_config('carillon.appends_to', array_to_string(?::text[], ' '), true)
            ), wanted as materialized (
                select w.id, w.added from tenants, unnest(?::text[], ?::bigint[]) as w (id, added)
            ), held as materialized (
                select o.id, wanted.added from organization o join wanted on wanted.id = o.id
                for update of o skip locked
            ), head as (
                update organization o set head = o.head + held.added from held where o.id = held.id
                returning o.id, o.head, date_trunc('milliseconds', clock_timestamp()) as at
            ), stored as (
                insert into notification
                    (organization_id, id, user_id, type, title, message, action_url, created_at,
                     data, expires_at, collapse_key)
                select head.id, head.head - d.below, d.user_id, d.type, d.title, d.message, d.action_url, head.at,
                       d.data::json, d.expires_at::timestamptz, d.collapse_key
                from head join unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                                      ?::text[], ?::text[], ?::text[]) as d
                    (organization_id, below, user_id, type, title, message, action_url, data, expires_at, collapse_key)
                    on d.organization_id = head.id
            )
            select id, head, (extract(epoch from at) * 1000)::bigint, (select history_epoch()) from head
            """;

    private MultiOrgAppend() {}

    static Query of(Map<String, List<Submission>> submissions) {
        List<Long> added = new ArrayList<>();
        List<String> owners = new ArrayList<>();
        List<Long> below = new ArrayList<>();
        List<Draft> drafts = new ArrayList<>();
        submissions.forEach((organization, wanted) -> {
            List<Draft> own = Submission.drafts(wanted);
            added.add((long) own.size());
            for (int i = own.size() - 1; i >= 0; i--) {
                owners.add(organization);
                below.add((long) i);
            }
            drafts.addAll(own);
        });
        String[] organizations = submissions.keySet().toArray(String[]::new);
        return Query.of(
                APPEND,
                DraftColumns.behind(
                        drafts,
                        organizations,
                        organizations,
                        added.toArray(Long[]::new),
                        owners.toArray(String[]::new),
                        below.toArray(Long[]::new)));
    }

    /** The results by organization. Nothing was written for the organizations that are missing. */
    static Map<String, Appended> appended(Map<String, List<Submission>> submissions, ResultSet row)
            throws SQLException {
        Map<String, Appended> appended = new HashMap<>();
        while (row.next()) {
            String organization = row.getString(1);
            List<Submission> own = Objects.requireNonNull(submissions.get(organization), organization);
            Instant at = Instant.ofEpochMilli(row.getLong(3));
            List<Draft> drafts = Submission.drafts(own);
            Committed committed = Committed.upTo(row.getLong(2), organization, drafts, at, row.getString(4));
            appended.put(organization, Appended.of(committed, own));
        }
        return appended;
    }
}
