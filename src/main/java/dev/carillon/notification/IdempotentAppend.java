package dev.carillon.notification;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An append in which some submissions carry idempotency keys.
 *
 * <p>The head's row is locked first and the keys are looked up by a later statement, which therefore sees the commit of the
 * previous lock holder. A lookup in the locking statement itself would use a snapshot from before the wait, and store the
 * same request twice.
 */
final class IdempotentAppend {

    private static final String LOCK = """
            insert into organization (id) values (?)
            on conflict (id) do update set head = organization.head
            returning head, history_epoch()
            """;

    private static final String FIND = """
            select caller, key, fingerprint, first_id, notifications from idempotency_key
            where organization_id = ? and created_at > clock_timestamp() - make_interval(secs => ?)
              and (caller, key) in (select * from unnest(?::text[], ?::text[]))
            """;

    /** An expired key that is used again counts as a new key. */
    private static final String REMEMBER = """
            insert into idempotency_key (organization_id, caller, key, fingerprint, first_id, notifications)
            values (?, ?, ?, ?, ?, ?)
            on conflict (organization_id, caller, key) do update set
                fingerprint = excluded.fingerprint, first_id = excluded.first_id,
                notifications = excluded.notifications, created_at = excluded.created_at
            """;

    private final Database.Transaction transaction;
    private final String organizationId;
    private final Duration keepKeysFor;

    IdempotentAppend(Database.Transaction transaction, String organizationId, Duration keepKeysFor) {
        this.transaction = transaction;
        this.organizationId = organizationId;
        this.keepKeysFor = keepKeysFor;
    }

    Appended run(List<Submission> submissions) throws SQLException {
        String epoch = lockHead();
        List<Known> known = find(submissions);
        List<Draft> drafts = new ArrayList<>();
        List<Known> places = new ArrayList<>();
        for (Submission submission : submissions) {
            Known earlier = lookUp(known, submission.idempotencyKey());
            if (earlier == null) {
                earlier = Known.draft(submission, drafts.size());
                drafts.addAll(submission.drafts());
                // A repeat may be in the same group.
                known.add(earlier);
            }
            places.add(earlier);
        }
        Committed committed = drafts.isEmpty() ? new Committed(epoch, List.of()) : append(drafts);
        return new Appended(committed, outcomes(submissions, places, committed));
    }

    private Committed append(List<Draft> drafts) throws SQLException {
        return transaction.statement(
                OrganizationAppend.of(organizationId, drafts),
                row -> OrganizationAppend.committed(organizationId, drafts, row));
    }

    private String lockHead() throws SQLException {
        return transaction.query(Query.of(LOCK, organizationId), row -> {
            row.next();
            return row.getString(2);
        });
    }

    private List<Known> find(List<Submission> submissions) throws SQLException {
        List<IdempotencyKey> keys = submissions.stream()
                .map(Submission::idempotencyKey)
                .filter(key -> key != null)
                .toList();
        String[] callers = keys.stream().map(IdempotencyKey::caller).toArray(String[]::new);
        String[] names = keys.stream().map(IdempotencyKey::key).toArray(String[]::new);
        return transaction.query(Query.of(FIND, organizationId, keepKeysFor, callers, names), row -> {
            List<Known> known = new ArrayList<>();
            while (row.next()) {
                IdempotencyKey key = new IdempotencyKey(row.getString(1), row.getString(2), row.getString(3));
                known.add(new Known(key, row.getLong(4), row.getInt(5), null));
            }
            return known;
        });
    }

    private static @Nullable Known lookUp(List<Known> known, @Nullable IdempotencyKey key) {
        return key == null
                ? null
                : known.stream().filter(k -> key.sameKey(k.key())).findFirst().orElse(null);
    }

    private List<AppendOutcome> outcomes(List<Submission> submissions, List<Known> places, Committed committed)
            throws SQLException {
        List<AppendOutcome> outcomes = new ArrayList<>(submissions.size());
        for (int i = 0; i < submissions.size(); i++) {
            IdempotencyKey key = submissions.get(i).idempotencyKey();
            Known place = places.get(i);
            if (place.writtenBy() == submissions.get(i)) {
                List<Notification> stored = place.of(committed);
                if (key != null) {
                    remember(key, stored);
                }
                outcomes.add(new AppendOutcome.Stored(stored));
            } else if (!place.hasBodyOf(key)) {
                outcomes.add(new AppendOutcome.KeyReused());
            } else if (place.writtenBy() != null) {
                outcomes.add(new AppendOutcome.Repeated(place.of(committed)));
            } else {
                outcomes.add(new AppendOutcome.Repeated(
                        LogRows.readRange(transaction, organizationId, place.first(), place.count())));
            }
        }
        return outcomes;
    }

    private void remember(IdempotencyKey key, List<Notification> stored) throws SQLException {
        long first = stored.get(0).id();
        transaction.update(
                Query.of(REMEMBER, organizationId, key.caller(), key.key(), key.fingerprint(), first, stored.size()));
    }

    /**
     * A create request that was committed earlier or is written by this transaction.
     *
     * @param first its first id, or in this transaction the index of its first draft
     * @param writtenBy the submission of this transaction that writes it, or null
     */
    private record Known(
            @Nullable IdempotencyKey key,
            long first,
            int count,
            @Nullable Submission writtenBy) {

        boolean hasBodyOf(@Nullable IdempotencyKey other) {
            return other != null && key != null && other.sameBody(key.fingerprint());
        }

        static Known draft(Submission submission, int index) {
            return new Known(
                    submission.idempotencyKey(), index, submission.drafts().size(), submission);
        }

        List<Notification> of(Committed committed) {
            return committed.notifications().subList((int) first, (int) first + count);
        }
    }
}
