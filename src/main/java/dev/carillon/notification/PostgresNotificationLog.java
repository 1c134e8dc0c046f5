package dev.carillon.notification;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.tenancy.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The log in PostgreSQL. It uses plain JDBC, because the order of the statements is the guarantee and should be visible.
 *
 * <p>See docs/adr/0001-ids-and-order.md, docs/adr/0006-plain-jdbc-for-the-log.md
 */
@Singleton
class PostgresNotificationLog implements NotificationLog {

    private static final String HEADS = """
            select (select history_epoch()), o.id, o.head
            from (values (1)) one left join organization o on o.id = any (?)
            """;

    private static final String FIND = """
            select id, user_id, type, title, message, action_url, created_at, data, expires_at, collapse_key
            from notification where organization_id = ? and id = ?
            """;

    // SQL states, and the first two characters of classes of them.
    private static final String DATA_EXCEPTION = "22";
    private static final String INTEGRITY_VIOLATION = "23";
    private static final String NOT_NULL_VIOLATION = "23502";
    private static final String CHECK_VIOLATION = "23514";
    private static final String LIMIT_EXCEEDED = "54";

    private final Database database;
    private final Duration keepKeysFor;

    @Inject
    PostgresNotificationLog(Database database, NotificationConfig config) {
        this.database = database;
        this.keepKeysFor = config.idempotencyRetention();
    }

    @Override
    public Appended append(String organizationId, List<Submission> submissions) {
        boolean keyed = submissions.stream().anyMatch(s -> s.idempotencyKey() != null);
        try {
            if (keyed) {
                return database.transaction(
                        organizationId,
                        transaction -> new IdempotentAppend(transaction, organizationId, keepKeysFor).run(submissions));
            }
            List<Draft> drafts = Submission.drafts(submissions);
            Committed committed = database.statement(
                    OrganizationAppend.of(organizationId, drafts),
                    row -> OrganizationAppend.committed(organizationId, drafts, row));
            return Appended.of(committed, submissions);
        } catch (LogUnavailable e) {
            throw isAboutTheDraft(e) ? new DraftRejected(e.getCause()) : e;
        }
    }

    @Override
    public Map<String, Appended> tryAppendAll(Map<String, List<Submission>> submissions) {
        try {
            return database.statement(MultiOrgAppend.of(submissions), row -> MultiOrgAppend.appended(submissions, row));
        } catch (LogUnavailable e) {
            if (isAboutTheData(e)) {
                return Map.of();
            }
            throw e;
        }
    }

    /** The database rejected the statement's data, so nothing was written. */
    private static boolean isAboutTheData(LogUnavailable e) {
        return e.sqlState().startsWith(INTEGRITY_VIOLATION) || isAboutTheDraft(e);
    }

    /** Whether a draft itself is at fault, not an existing row as with a duplicate key. */
    private static boolean isAboutTheDraft(LogUnavailable e) {
        String state = e.sqlState();
        return state.startsWith(DATA_EXCEPTION)
                || state.startsWith(LIMIT_EXCEEDED)
                || state.equals(NOT_NULL_VIOLATION)
                || state.equals(CHECK_VIOLATION);
    }

    @Override
    public LogPage read(String organizationId, long after, long through, int limit) {
        Optional<LogPage> page = database.query(
                organizationId,
                LogRows.range(organizationId, after, through, limit),
                row -> row.next()
                        ? Optional.of(LogRows.page(organizationId, after, through, limit, row))
                        : Optional.empty());
        return page.orElseGet(() -> new LogPage(heads(List.of()).epoch(), 0, 0, after, after, List.of()));
    }

    @Override
    public LogHeads heads(Collection<String> organizationIds) {
        String[] ids = organizationIds.toArray(String[]::new);
        return database.query(Database.NO_ORGANIZATION, Query.of(HEADS, (Object) ids), row -> {
            Map<String, Long> heads = new HashMap<>();
            // The first row is there even if no organization is.
            row.next();
            String epoch = row.getString(1);
            do {
                if (row.getString(2) != null) {
                    heads.put(row.getString(2), row.getLong(3));
                }
            } while (row.next());
            return new LogHeads(epoch, heads);
        });
    }

    @Override
    public Optional<Notification> find(String organizationId, long id) {
        return database.query(
                organizationId,
                Query.of(FIND, organizationId, id),
                row -> row.next() ? Optional.of(LogRows.notification(organizationId, row, 1)) : Optional.empty());
    }
}
