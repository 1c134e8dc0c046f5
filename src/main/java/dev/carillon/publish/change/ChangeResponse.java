package dev.carillon.publish.change;

import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationJson;
import dev.carillon.notification.change.ChangeOutcome;
import dev.carillon.problem.Problem;
import dev.carillon.problem.ProblemCode;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The answer to a recall or an update.
 *
 * @param id the change's own place in the log; {@code /{id}/deliveries} tells which clients have it
 * @param notificationId of the notification that it has changed
 * @param createdAt when it was committed
 */
@Schema(name = "Change")
record ChangeResponse(
        @Schema(examples = "57") long id,
        @Schema(examples = "42") long notificationId,

        @Schema(format = "date-time", examples = "2025-12-27T04:58:41.000Z")
        String createdAt) {

    static Response of(long notificationId, ChangeOutcome outcome) {
        if (outcome instanceof ChangeOutcome.Done done) {
            Notification entry = done.committed().notifications().get(0);
            return answer(entry.id(), notificationId, entry.createdAt(), false);
        }
        if (outcome instanceof ChangeOutcome.DoneBefore before) {
            return answer(before.entry(), notificationId, before.at(), before.byKey());
        }
        if (outcome instanceof ChangeOutcome.KeyReused) {
            return conflict(ProblemCode.KEY_REUSED, "The Idempotency-Key was used for another request.");
        }
        if (outcome instanceof ChangeOutcome.Recalled) {
            return conflict(ProblemCode.RECALLED, "The notification was recalled.");
        }
        throw new NotFoundException();
    }

    private static Response answer(long id, long notificationId, Instant at, boolean replayed) {
        Response.ResponseBuilder answer = Response.ok(
                        new ChangeResponse(id, notificationId, NotificationJson.isoMillis(at)))
                .header("Cache-Control", "no-store");
        return (replayed ? answer.header("Idempotency-Replayed", true) : answer).build();
    }

    private static Response conflict(ProblemCode code, String detail) {
        return Problem.of(Status.CONFLICT, code, detail).response().build();
    }
}
