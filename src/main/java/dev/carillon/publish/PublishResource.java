package dev.carillon.publish;

import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.problem.BodyValidator;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Creates notifications for backends. No SQL and no Redis here. */
@Path(PublishResource.PATH)
@Tag(name = "Notifications")
public class PublishResource {

    static final String PATH = "/api/notifications";

    private final NotificationPublisher publisher;
    private final ScheduledCreates scheduled;
    private final SecurityIdentity identity;
    private final BodyValidator rules;

    PublishResource(
            NotificationPublisher publisher,
            ScheduledCreates scheduled,
            SecurityIdentity identity,
            BodyValidator rules) {
        this.publisher = publisher;
        this.scheduled = scheduled;
        this.identity = identity;
        this.rules = rules;
    }

    /** Answers after the commit. From then on every client it is meant for gets it. */
    @POST
    @Rules(Effect.ACTS)
    @Cost(2)
    @KeyAccess(Need.PUBLISH)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createNotification",
            summary = "Create a notification for one user, for several, or for the whole organization",
            description = "Answers with the notification, or with {\"notifications\":[…]} where userIds was given. With"
                    + " deliverAt it is shown at that time, and the answer is 202 with its scheduledId.")
    @APIResponse(
            responseCode = "201",
            description = "Committed",
            headers = {
                @Header(
                        name = "Location",
                        description = "Where the recipient can read it; only if there is one notification",
                        schema = @Schema(type = SchemaType.STRING)),
                @Header(
                        name = "Idempotency-Replayed",
                        description = "true if the request was answered before, with the same Idempotency-Key",
                        schema = @Schema(type = SchemaType.BOOLEAN))
            },
            content = @Content(schema = @Schema(ref = "CreateAnswer")))
    @APIResponse(
            responseCode = "202",
            description = "Scheduled, because deliverAt was given",
            content = @Content(schema = @Schema(ref = "CreateAnswer")))
    @APIResponse(responseCode = "400", description = "A field is at fault")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    @APIResponse(
            responseCode = "409",
            description =
                    "The Idempotency-Key was used for another body, or the organization has as many scheduled as it may")
    @APIResponse(responseCode = "429", ref = "TooManyRequests")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public Uni<Response> create(
            @RequestBody(required = true) PublishRequest request,
            @Parameter(
                            description =
                                    "A request repeated with the same key gets the same answer and creates nothing",
                            schema = @Schema(type = SchemaType.STRING, pattern = NotificationPublisher.KEY_FORM))
                    @HeaderParam("Idempotency-Key")
                    String idempotencyKey) {
        rules.required(request);
        Caller caller = Caller.of(identity);
        if (request.deliverAt() != null) {
            return Uni.createFrom()
                    .completionStage(() -> scheduled.schedule(caller, request, idempotencyKey))
                    .map(request.userIds() == null ? CreateResponse::scheduled : CreateResponse::scheduledMany);
        }
        return Uni.createFrom()
                .completionStage(() -> publisher.publish(caller, request, idempotencyKey))
                .map(outcome -> request.userIds() == null ? CreateResponse.one(outcome) : CreateResponse.many(outcome));
    }
}
