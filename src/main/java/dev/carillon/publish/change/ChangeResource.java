package dev.carillon.publish.change;

import dev.carillon.audit.AuditEvent;
import dev.carillon.audit.RequestAudit;
import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.problem.BodyValidator;
import dev.carillon.publish.NotificationPublisher;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lets the sender of a notification take it back, or replace its text, for everybody who was sent it. */
@Path("/api/notifications/{id}")
@Tag(name = "Notifications")
@Produces(MediaType.APPLICATION_JSON)
@APIResponse(responseCode = "401", ref = "Unauthorized")
@APIResponse(responseCode = "403", ref = "Forbidden")
@APIResponse(responseCode = "404", description = "No such notification, or none that this caller may change")
@APIResponse(responseCode = "415", ref = "NotJson")
@APIResponse(responseCode = "429", ref = "TooManyRequests")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class ChangeResource {

    private final NotificationChanges changes;
    private final SecurityIdentity identity;
    private final BodyValidator rules;

    ChangeResource(NotificationChanges changes, SecurityIdentity identity, BodyValidator rules) {
        this.changes = changes;
        this.identity = identity;
        this.rules = rules;
    }

    /** Answers after the commit. From then on no list, count or new stream has it. */
    @POST
    @Rules(Effect.ACTS)
    @Cost(10)
    @KeyAccess(Need.PUBLISH)
    @Path("recall")
    @Operation(
            operationId = "recallNotification",
            summary = "Take a notification back from everybody who was sent it",
            description = "Its text is erased. Doing it again changes nothing and gets the same answer.")
    @APIResponse(
            responseCode = "200",
            description = "It is gone, now or before",
            content = @Content(schema = @Schema(implementation = ChangeResponse.class)))
    @APIResponse(responseCode = "409", description = "The Idempotency-Key was used for another request")
    public Uni<Response> recall(
            @Context RoutingContext context,
            @Parameter(example = "42") @PathParam("id") long id,
            @Parameter(
                            description = "A request repeated with the same key gets the same answer",
                            schema = @Schema(type = SchemaType.STRING, pattern = NotificationPublisher.KEY_FORM))
                    @HeaderParam("Idempotency-Key")
                    String idempotencyKey) {
        RequestAudit.note(context, new AuditEvent.NotificationRecalled(id));
        Caller caller = Caller.of(identity);
        return Uni.createFrom()
                .completionStage(() -> changes.recall(caller, id, idempotencyKey))
                .map(outcome -> ChangeResponse.of(id, outcome));
    }

    /** Answers after the commit. From then on every list and every new stream has the new text only. */
    @POST
    @Rules(Effect.ACTS)
    @Cost(10)
    @KeyAccess(Need.PUBLISH)
    @Path("update")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "updateNotification",
            summary = "Replace the text of a notification for everybody who was sent it",
            description = "The body is the whole new text. Whether users have read or archived it stays as it is.")
    @APIResponse(
            responseCode = "200",
            description = "It has the new text",
            content = @Content(schema = @Schema(implementation = ChangeResponse.class)))
    @APIResponse(responseCode = "400", description = "A field is at fault")
    @APIResponse(
            responseCode = "409",
            description = "It was recalled, or the Idempotency-Key was used for another request")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    public Uni<Response> update(
            @Context RoutingContext context,
            @Parameter(example = "42") @PathParam("id") long id,
            @RequestBody(required = true) UpdateRequest request,
            @Parameter(
                            description = "A request repeated with the same key gets the same answer",
                            schema = @Schema(type = SchemaType.STRING, pattern = NotificationPublisher.KEY_FORM))
                    @HeaderParam("Idempotency-Key")
                    String idempotencyKey) {
        RequestAudit.note(context, new AuditEvent.NotificationUpdated(id));
        rules.required(request);
        Caller caller = Caller.of(identity);
        return Uni.createFrom()
                .completionStage(() -> changes.update(caller, id, request, idempotencyKey))
                .map(outcome -> ChangeResponse.of(id, outcome));
    }
}
