package dev.carillon.schedule;

import dev.carillon.notification.IdempotencyKey;
import dev.carillon.notification.NotificationJson;
import dev.carillon.problem.InvalidField;
import dev.carillon.problem.Overloaded;
import dev.carillon.schedule.ScheduleOutcome.Scheduled;
import dev.carillon.tenancy.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One call of the function {@code schedule_with_wishes} (V45__handover_in_sql.sql): its arguments are built and its answer is read. */
record ScheduleCall(
        String organizationId,
        String creator,
        List<ScheduledDraft> drafts,
        @Nullable IdempotencyKey key) {

    private static final List<Function<ScheduledDraft, @Nullable Object>> COLUMNS = List.of(
            ScheduledDraft::deliverAt,
            one -> one.draft().recipient().nullableUser(),
            one -> one.draft().type(),
            one -> one.draft().title(),
            one -> one.draft().message(),
            one -> one.draft().actionUrl(),
            one -> one.draft().extras().data(),
            one -> one.draft().extras().expiresAt(),
            one -> one.draft().extras().collapseKey());

    private static final String SCHEDULE = """
            select outcome, stored_group, place, stored_fingerprint
            from schedule_with_wishes(?, ?, %s?, ?, ?, make_interval(secs => ?))
            """.formatted("?, ".repeat(COLUMNS.size()));

    Query query(Duration keepKeysFor) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(organizationId);
        values.add(creator);
        for (Function<ScheduledDraft, @Nullable Object> column : COLUMNS) {
            values.add(drafts.stream()
                    .map(one -> Objects.toString(column.apply(one), null))
                    .toArray(String[]::new));
        }
        values.add(
                drafts.stream().map(one -> one.draft().extras().handoverAfter()).toArray(Integer[]::new));
        values.add(key == null ? null : key.key());
        values.add(key == null ? null : key.fingerprint());
        values.add(keepKeysFor);
        return Query.of(SCHEDULE, values.toArray());
    }

    ScheduleOutcome outcome(ResultSet row) throws SQLException {
        row.next();
        String outcome = row.getString(1);
        return switch (outcome) {
            case "stored" -> accepted(row.getLong(2), row.getInt(3), false);
            case "repeated" -> repeated(row);
            case "scheduled_full_of_organization" -> new ScheduleOutcome.OrganizationFull();
            case "scheduled_full" -> throw new Overloaded("Too many notifications are scheduled.");
            default -> throw new InvalidField(drafts.get(row.getInt(3) - 1).field(), outcome);
        };
    }

    private ScheduleOutcome repeated(ResultSet row) throws SQLException {
        // A group below zero: the key was used to create something at once.
        return key != null && key.sameBody(row.getString(4)) && row.getLong(2) > 0
                ? accepted(row.getLong(2), row.getInt(3), true)
                : new ScheduleOutcome.KeyReused();
    }

    private ScheduleOutcome accepted(long group, int count, boolean repeated) {
        List<Scheduled> scheduled = new ArrayList<>(count);
        for (int place = 1; place <= Math.min(count, drafts.size()); place++) {
            scheduled.add(new Scheduled(
                    new ScheduledId(group, place).toString(),
                    NotificationJson.isoMillis(drafts.get(place - 1).deliverAt())));
        }
        return new ScheduleOutcome.Accepted(scheduled, repeated);
    }
}
