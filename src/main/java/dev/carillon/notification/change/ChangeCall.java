package dev.carillon.notification.change;

import dev.carillon.notification.Committed;
import dev.carillon.notification.IdempotencyKey;
import dev.carillon.notification.LogPosition;
import dev.carillon.notification.Notification;
import dev.carillon.notification.OptionalFields;
import dev.carillon.notification.Recipient;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call of the function {@code change_notification}: one statement, one commit (V32__recall.sql).
 *
 * <p>See docs/adr/0035-text-in-one-place.md
 */
public final class ChangeCall {

    private static final String CHANGE = """
            select outcome, known_fingerprint, before_id, before_mark, id, mark, (extract(epoch from at) * 1000)::bigint,
                   user_id, type, title, message, action_url, created_at, data, expires_at, collapse_key
            from change_notification(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, make_interval(secs => ?))
            """;

    private final ChangeRequest request;

    public ChangeCall(ChangeRequest request) {
        this.request = request;
    }

    public Query query(Duration keepKeysFor) {
        ChangeRequest.Text text = request.text();
        IdempotencyKey key = request.idempotencyKey();
        return Query.of(
                CHANGE,
                request.organizationId(),
                request.id(),
                text == null ? "recall" : "update",
                request.onlyOwn() ? request.caller() : null,
                text == null ? null : text.title(),
                text == null ? null : text.message(),
                text == null ? null : text.actionUrl(),
                text == null ? null : text.data(),
                LogPosition.drawMarks(1)[0],
                request.caller(),
                key == null ? null : key.key(),
                key == null ? null : key.fingerprint(),
                keepKeysFor);
    }

    public ChangeOutcome outcome(ResultSet row) throws SQLException {
        row.next();
        return switch (row.getString(1)) {
            case "done" -> new ChangeOutcome.Done(committed(row));
            case "repeated" ->
                Objects.requireNonNull(request.idempotencyKey()).sameBody(row.getString(2))
                        ? before(row, true)
                        : new ChangeOutcome.KeyReused();
            case "unchanged" -> before(row, false);
            case "recalled" -> new ChangeOutcome.Recalled();
            default -> new ChangeOutcome.Missing();
        };
    }

    private static ChangeOutcome before(ResultSet row, boolean byKey) throws SQLException {
        return new ChangeOutcome.DoneBefore(row.getLong(5), Instant.ofEpochMilli(row.getLong(7)), byKey);
    }

    private Committed committed(ResultSet row) throws SQLException {
        Instant at = Instant.ofEpochMilli(row.getLong(7));
        Recipient recipient = Recipient.ofNullableUser(row.getString(8));
        Notification entry = new Notification(
                request.organizationId(),
                row.getLong(5),
                row.getInt(6),
                recipient,
                row.getString(9),
                "",
                "",
                null,
                at,
                OptionalFields.NONE,
                new Notification.Change(request.id(), request.text() == null ? null : updated(row, recipient, at)));
        return new Committed(new LogPosition(row.getLong(3), row.getInt(4)), List.of(entry));
    }

    private Notification updated(ResultSet row, Recipient recipient, @Nullable Instant at) throws SQLException {
        return new Notification(
                request.organizationId(),
                request.id(),
                0,
                recipient,
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getString(12),
                Objects.requireNonNull(Database.instant(row, 13)),
                new OptionalFields(row.getString(14), Database.instant(row, 15), row.getString(16), null, null, at));
    }
}
