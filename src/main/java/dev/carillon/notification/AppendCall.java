package dev.carillon.notification;

import dev.carillon.tenancy.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One call of the function {@code append_notifications}, for one or several organizations: one statement, one commit, one round trip.
 *
 * <p>The function locks organizations, looks keys up and hands ids out; here its arguments are built and its answer is
 * read. A key that comes twice in one call is sent once, because no submission has been written when the keys are looked
 * up.
 *
 * <p>See docs/adr/0027-append-only-segments.md
 */
final class AppendCall {

    private static final String APPEND = """
            select organization, before_id, before_mark, (extract(epoch from at) * 1000)::bigint, shared_mark,
                   repeated, repeated_first_ids, repeated_counts, repeated_fingerprints
            from append_notifications(?, ?, ?, ?, ?, %s, ?, ?, ?, ?, ?, make_interval(secs => ?))
            """.formatted("?, ".repeat(DraftColumns.COUNT - 1) + "?");

    private final List<OrganizationPart> parts = new ArrayList<>();
    private final List<Draft> drafts = new ArrayList<>();
    private final List<Integer> draftOwners = new ArrayList<>();
    private final List<Integer> draftSubmissions = new ArrayList<>();
    private final List<Integer> keyed = new ArrayList<>();
    private final List<Integer> keyedOwners = new ArrayList<>();
    private final List<IdempotencyKey> keys = new ArrayList<>();
    private final int[] marks;
    private int submissions;

    AppendCall(Map<String, List<Submission>> byOrganization) {
        byOrganization.forEach(this::add);
        marks = LogPosition.drawMarks(drafts.size());
    }

    private void add(String organizationId, List<Submission> own) {
        OrganizationPart part = new OrganizationPart(organizationId, submissions + 1, drafts.size(), own);
        parts.add(part);
        for (int i = 0; i < own.size(); i++) {
            submissions++;
            if (part.isSentBefore(i)) {
                continue;
            }
            Submission submission = own.get(i);
            for (Draft draft : submission.drafts()) {
                drafts.add(draft);
                draftOwners.add(parts.size());
                draftSubmissions.add(submissions);
            }
            IdempotencyKey key = submission.idempotencyKey();
            if (key != null) {
                keyed.add(submissions);
                keyedOwners.add(parts.size());
                keys.add(key);
            }
        }
    }

    /**
     * @param waits whether it waits for the lock of its only organization; otherwise it leaves out locked organizations
     */
    Query query(boolean waits, Duration keepKeysFor) {
        List<Object> values = new ArrayList<>();
        values.add(parts.stream().map(OrganizationPart::organizationId).toArray(String[]::new));
        values.add(waits);
        values.add(draftOwners.toArray(Integer[]::new));
        values.add(draftSubmissions.toArray(Integer[]::new));
        values.add(Arrays.stream(marks).boxed().toArray(Integer[]::new));
        values.addAll(DraftColumns.of(drafts));
        values.add(keyed.toArray(Integer[]::new));
        values.add(keyedOwners.toArray(Integer[]::new));
        values.add(keys.stream().map(IdempotencyKey::caller).toArray(String[]::new));
        values.add(keys.stream().map(IdempotencyKey::key).toArray(String[]::new));
        values.add(keys.stream().map(IdempotencyKey::fingerprint).toArray(String[]::new));
        values.add(keepKeysFor);
        return Query.of(APPEND, values.toArray());
    }

    /** The answers by organization. Nothing was written for the organizations that are missing. */
    Map<String, OrganizationAnswer> answers(ResultSet row) throws SQLException {
        Map<String, OrganizationAnswer> answers = new HashMap<>();
        while (row.next()) {
            OrganizationPart part = parts.get(row.getInt(1) - 1);
            answers.put(part.organizationId(), OrganizationAnswer.read(part, marks, row));
        }
        return answers;
    }
}
