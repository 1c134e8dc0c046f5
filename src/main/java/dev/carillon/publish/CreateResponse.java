package dev.carillon.publish;

import dev.carillon.notification.AppendOutcome;
import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationJson;
import dev.carillon.problem.Problem;
import dev.carillon.problem.ProblemCode;
import dev.carillon.schedule.ScheduleOutcome;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The answers to a create request: one notification, or several in the order of the request. */
final class CreateResponse {

    private static final String RELATIVE =
            PublishResource.PATH.substring(PublishResource.PATH.lastIndexOf('/') + 1) + "/";

    private static final String SCHEDULE_FULL = "The organization has reached its limit of scheduled notifications.";

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
                outcome instanceof AppendOutcome.Repeated,
                Response.status(Status.CREATED)
                        .header("Location", RELATIVE + notification.id())
                        .entity(NotificationJson.write(notification)));
    }

    static Response many(AppendOutcome outcome) {
        List<Notification> notifications = notifications(outcome);
        return notifications.isEmpty()
                ? keyReused()
                : finish(
                        outcome instanceof AppendOutcome.Repeated,
                        Response.status(Status.CREATED).entity(NotificationJson.write(notifications)));
    }

    /** One that is shown later. */
    static Response scheduled(ScheduleOutcome outcome) {
        return scheduled(outcome, accepted -> accepted.scheduled().get(0));
    }

    static Response scheduledMany(ScheduleOutcome outcome) {
        return scheduled(outcome, accepted -> Map.of("scheduled", accepted.scheduled()));
    }

    private static Response scheduled(ScheduleOutcome outcome, Function<ScheduleOutcome.Accepted, Object> body) {
        if (outcome instanceof ScheduleOutcome.KeyReused) {
            return keyReused();
        }
        if (!(outcome instanceof ScheduleOutcome.Accepted accepted)) {
            return Problem.of(Status.CONFLICT, ProblemCode.SCHEDULE_FULL, SCHEDULE_FULL)
                    .response()
                    .build();
        }
        return finish(accepted.repeated(), Response.status(Status.ACCEPTED).entity(body.apply(accepted)));
    }

    private static Response finish(boolean repeated, Response.ResponseBuilder answer) {
        answer.header("Cache-Control", "no-store");
        if (repeated) {
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
