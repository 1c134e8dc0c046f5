package dev.carillon.notification;

import dev.carillon.notification.change.ChangeCall;
import dev.carillon.notification.change.ChangeOutcome;
import dev.carillon.notification.change.ChangeRequest;
import dev.carillon.tenancy.ConnectionShares;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.tenancy.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The log in PostgreSQL, by the functions of its schema. It uses plain JDBC, because the order of the statements is the
 * guarantee and should be visible: it stands in {@code append_notifications} (V28__segments.sql, V32__recall.sql).
 *
 * <p>See docs/adr/0001-ids-and-order.md, docs/adr/0006-plain-jdbc-for-the-log.md, docs/adr/0027-append-only-segments.md
 */
@Singleton
class PostgresNotificationLog implements NotificationLog {

    private static final String HEADS = "select organization_id, id, mark from log_heads(?)";

    private static final String MARKS = "select id, mark from log_marks(?, ?)";

    /** More than that many commits cost more to read than a comparison of the heads of who listens. */
    private static final int MOST_COMMITS = 5_000;

    private static final String COMMITTED_SINCE = """
            select snapshot, server_start, complete, organization_id, id, mark from committed_since(?::pg_snapshot, ?)
            """;

    /** The first two characters of a class of SQL states. */
    private static final String INTEGRITY_VIOLATION = "23";

    private final Database creates;
    private final Database delivery;
    private final Duration keepKeysFor;

    @Inject
    PostgresNotificationLog(Database database, NotificationConfig config) {
        this.creates = database.with(ConnectionShares.Share.CREATES);
        this.delivery = database.with(ConnectionShares.Share.DELIVERY);
        this.keepKeysFor = config.idempotencyRetention();
    }

    @Override
    public Appended append(String organizationId, List<Submission> submissions) {
        try {
            return Objects.requireNonNull(
                    run(Map.of(organizationId, submissions), true).get(organizationId));
        } catch (LogUnavailable e) {
            throw e.rejectsContent() ? new DraftRejected(e.getCause()) : e;
        }
    }

    @Override
    public Map<String, Appended> tryAppendAll(Map<String, List<Submission>> submissions) {
        try {
            return run(submissions, false);
        } catch (LogUnavailable e) {
            if (isAboutTheData(e)) {
                return Map.of();
            }
            throw e;
        }
    }

    private Map<String, Appended> run(Map<String, List<Submission>> submissions, boolean waits) {
        AppendCall call = new AppendCall(submissions);
        Map<String, Appended> appended = new HashMap<>();
        creates.certain(call.query(waits, keepKeysFor), call::answers)
                .forEach((organization, answer) -> appended.put(
                        organization, answer.appended((first, count) -> written(organization, first, count))));
        return appended;
    }

    /** Notifications of an earlier append, without those that retention has dropped. */
    private List<Notification> written(String organizationId, long first, int count) {
        return read(organizationId, first - 1, first - 1 + count, count).rows();
    }

    /** The database rejected the statement's data, so nothing was written. */
    private static boolean isAboutTheData(LogUnavailable e) {
        return e.sqlState().startsWith(INTEGRITY_VIOLATION) || e.rejectsContent();
    }

    @Override
    public LogPage read(String organizationId, long after, long through, int limit) {
        return delivery.query(
                organizationId,
                LogRows.range(organizationId, after, through, limit),
                row -> LogRows.page(organizationId, after, through, limit, row));
    }

    @Override
    public LogPage readForUser(String organizationId, String userId, long after, int limit) {
        return delivery.query(
                organizationId,
                LogRows.ofUser(organizationId, userId, after, limit),
                row -> LogRows.page(organizationId, after, Long.MAX_VALUE, limit, row));
    }

    @Override
    public Map<Long, Integer> marks(String organizationId, Collection<Long> ids) {
        Long[] wanted = ids.stream().filter(id -> id > 0).toArray(Long[]::new);
        Map<Long, Integer> marks = new HashMap<>();
        if (wanted.length < ids.size()) {
            marks.put(LogPosition.START.id(), LogPosition.START.mark());
        }
        if (wanted.length == 0) {
            return marks;
        }
        return delivery.query(organizationId, Query.of(MARKS, organizationId, wanted), row -> {
            while (row.next()) {
                marks.put(row.getLong(1), row.getInt(2));
            }
            return marks;
        });
    }

    @Override
    public LogHeads heads(Collection<String> organizationIds) {
        String[] ids = organizationIds.toArray(String[]::new);
        return delivery.statement(Query.of(HEADS, (Object) ids), row -> {
            Map<String, LogPosition> heads = new HashMap<>();
            while (row.next()) {
                heads.put(row.getString(1), new LogPosition(row.getLong(2), row.getInt(3)));
            }
            return new LogHeads(heads);
        });
    }

    @Override
    public Commits committedSince(@Nullable String snapshot) {
        return delivery.statement(Query.of(COMMITTED_SINCE, snapshot, MOST_COMMITS), PostgresNotificationLog::commits);
    }

    private static Commits commits(ResultSet row) throws SQLException {
        Map<String, LogPosition> heads = new HashMap<>();
        row.next();
        String snapshot = row.getString(1);
        Instant serverStart = Objects.requireNonNull(Database.instant(row, 2));
        boolean complete = row.getBoolean(3);
        do {
            if (row.getString(4) != null) {
                heads.put(row.getString(4), new LogPosition(row.getLong(5), row.getInt(6)));
            }
        } while (row.next());
        return new Commits(snapshot, serverStart, heads, complete);
    }

    @Override
    public ChangeOutcome change(ChangeRequest request) {
        ChangeCall call = new ChangeCall(request);
        try {
            return creates.certain(call.query(keepKeysFor), call::outcome);
        } catch (LogUnavailable e) {
            throw e.rejectsContent() ? new DraftRejected(e.getCause()) : e;
        }
    }

    @Override
    public Optional<Notification> find(String organizationId, long id) {
        return read(organizationId, id - 1, id, 1).rows().stream().findFirst();
    }

    /**
     * One call of the function {@code append_notifications}, for one or several organizations: one statement, one commit, one round trip.
     *
     * <p>The function locks organizations, looks keys up and hands ids out; here its arguments are built and its answer is
     * read. A key that comes twice in one call is sent once, because no submission has been written when the keys are looked
     * up.
     */
    private static final class AppendCall {

        private static final String APPEND = """
                select organization, before_id, before_mark, (extract(epoch from at) * 1000)::bigint, shared_mark,
                       repeated, repeated_first_ids, repeated_counts, repeated_fingerprints
                from append_notifications(?, ?, ?, ?, ?, %s, ?, ?, ?, ?, ?, make_interval(secs => ?))
                """.formatted("?, ".repeat(DraftColumns.COUNT - 1) + "?");

        /** V43__handover_wishes.sql. */
        private static final String APPEND_WITH_WISHES = APPEND.replace("append_notifications(", "append_with_wishes(")
                .replace("make_interval(secs => ?))", "make_interval(secs => ?), ?)");

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
            if (drafts.stream().allMatch(draft -> draft.extras().handoverAfter() == null)) {
                return Query.of(APPEND, values.toArray());
            }
            values.add(
                    drafts.stream().map(draft -> draft.extras().handoverAfter()).toArray(Integer[]::new));
            return Query.of(APPEND_WITH_WISHES, values.toArray());
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
}
