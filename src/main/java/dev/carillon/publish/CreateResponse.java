package dev.carillon.publish;

import dev.carillon.notification.AppendOutcome;
import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationJson;
import dev.carillon.problem.Problem;
import dev.carillon.problem.ProblemCode;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;

/** The answers to a create request: one notification, or several in the order of the request. */
final class CreateResponse {

    private static final String RELATIVE =
            PublishResource.PATH.substring(PublishResource.PATH.lastIndexOf('/') + 1) + "/";

    private CreateResponse() {}

    /**
     * Location is relative to the address of the request, which the caller knows and the pod does not: a gateway may use
     * another scheme and host, and may have taken a prefix off the path.
     */
    static Response one(AppendOutcome outcome) {
        List<Notification> notifications = notifications(outcome);
        if (notifications.isEmpty()) {
            return keyReused();
        }
        Notification notification = notifications.get(0);
        return finish(
                outcome,
                Response.status(Status.CREATED)
                        .header("Location", RELATIVE + notification.id())
                        .entity(NotificationJson.write(notification)));
    }

    static Response many(AppendOutcome outcome) {
        List<Notification> notifications = notifications(outcome);
        return notifications.isEmpty()
                ? keyReused()
                : finish(outcome, Response.status(Status.CREATED).entity(NotificationJson.write(notifications)));
    }

    private static Response finish(AppendOutcome outcome, Response.ResponseBuilder answer) {
        answer.header("Cache-Control", "no-store");
        if (outcome instanceof AppendOutcome.Repeated) {
            answer.header("Idempotency-Replayed", true);
        }
        return answer.build();
    }

    private static Response keyReused() {
        return Problem.of(Status.CONFLICT, ProblemCode.KEY_REUSED, "The Idempotency-Key was used for another body.")
                .response()
                .build();
    }

    private static List<Notification> notifications(AppendOutcome outcome) {
        if (outcome instanceof AppendOutcome.Stored stored) {
            return stored.notifications();
        }
        return outcome instanceof AppendOutcome.Repeated repeated ? repeated.notifications() : List.of();
    }
}
