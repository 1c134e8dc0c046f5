package dev.carillon.push.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.push.report.BrowserReport.PushAttempt;
import dev.carillon.push.report.PushFate.Message;
import dev.carillon.push.report.PushFate.Withdrawal;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds what came of a notification for each browser of a user. Blocks. */
@Singleton
class PushFates {

    // A user has few browsers (carillon.push.max-per-user), and each one message of a notification and one that takes
    // it back.
    private static final String FIND = """
            select s.id, s.origin, s.created_at, s.gone_at, f.position, f.is_full,
                   case when v.hold_until > clock_timestamp() then v.hold_until end, p.due_at,
                   case when coalesce(m.state, 'planned') in ('planned', 'waiting') and n.id is not null
                       then handover_needless(n, s.user_id) end,
                   m.state, m.attempts, m.status, m.reason,
                   case when m.state = 'planned' then m.queued_at else coalesce(m.due_at, m.queued_at) end,
                   m.settled_at, m.looked_at, m.looked_by, m.log, w.state, w.reason, w.settled_at
            from push_subscription s
            join push_feed f on f.organization_id = s.organization_id
            join push_service v on v.origin = s.origin
            left join push_planned p on p.organization_id = s.organization_id and p.notification_id = ?
                and p.user_id in ('', s.user_id)
            left join push_message m on m.organization_id = s.organization_id and m.subscription_id = s.id
                and m.notification_id = ? and not m.withdraws
            left join push_message w on w.organization_id = s.organization_id and w.subscription_id = s.id
                and w.notification_id = ? and w.withdraws
            left join notification n on n.organization_id = s.organization_id and n.id = ?
                and n.segment = coalesce(m.segment, p.segment)
            where s.organization_id = ? and s.user_id = ? order by s.created_at, s.id
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;

    @Inject
    PushFates(Database database) {
        this.database = database;
    }

    List<PushFate> of(String organizationId, String userId, long id) {
        return database.query(organizationId, Query.of(FIND, id, id, id, id, organizationId, userId), row -> {
            List<PushFate> found = new ArrayList<>();
            while (row.next()) {
                found.add(fate(row));
            }
            return found;
        });
    }

    private static PushFate fate(ResultSet row) throws SQLException {
        return new PushFate(
                row.getString(1),
                row.getString(2),
                Objects.requireNonNull(Database.instant(row, 3)),
                Database.instant(row, 4),
                row.getLong(5),
                row.getBoolean(6),
                Database.instant(row, 7),
                Database.instant(row, 8),
                row.getString(9),
                row.getString(10) == null ? null : message(row),
                row.getString(19) == null
                        ? null
                        : new Withdrawal(row.getString(19), row.getString(20), Database.instant(row, 21)));
    }

    private static Message message(ResultSet row) throws SQLException {
        return new Message(
                row.getString(10),
                row.getInt(11),
                row.getObject(12, Integer.class),
                row.getString(13),
                Objects.requireNonNull(Database.instant(row, 14)),
                Database.instant(row, 15),
                Database.instant(row, 16),
                row.getString(17),
                attempts(row.getString(18)));
    }

    private static List<PushAttempt> attempts(@Nullable String json) {
        try {
            return JSON.readValue(Objects.requireNonNull(json), new TypeReference<List<PushAttempt>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL writes JSON", e);
        }
    }
}
