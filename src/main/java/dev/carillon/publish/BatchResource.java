package dev.carillon.publish;

import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.problem.BodyValidator;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.BodySize;
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
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Creates many notifications at once. Its body may be larger than others. */
@Path("/api/notifications/batch")
@Tag(name = "Notifications")
public class BatchResource {

    private final NotificationPublisher publisher;
    private final ScheduledCreates scheduled;
    private final SecurityIdentity identity;
    private final BodyValidator rules;

    BatchResource(
            NotificationPublisher publisher,
            ScheduledCreates scheduled,
            SecurityIdentity identity,
            BodyValidator rules) {
        this.publisher = publisher;
        this.scheduled = scheduled;
        this.identity = identity;
        this.rules = rules;
    }

    /** Creates all or none. An error names the item, as in {@code notifications[3].title}. */
    @POST
    @Rules(value = Effect.ACTS, body = BodySize.BATCH)
    @Cost(2)
    @KeyAccess(Need.PUBLISH)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createNotifications", summary = "Create up to 1000 notifications in one transaction")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = BatchRequest.class),
                            examples =
                                    @ExampleObject(
                                            name = "two users",
                                            value = "{\"notifications\":["
                                                    + "{\"type\":\"invoice\",\"title\":\"Invoice 7\","
                                                    + "\"message\":\"Due on Friday\",\"userId\":\"26\"},"
                                                    + "{\"type\":\"invoice\",\"title\":\"Invoice 8\","
                                                    + "\"message\":\"Due on Monday\",\"userId\":\"27\"}]}")))
    @APIResponse(
            responseCode = "201",
            description = "All are committed",
            headers = {
                @Header(
                        name = "Idempotency-Replayed",
                        description = "true if the request was answered before, with the same Idempotency-Key",
                        schema = @Schema(type = SchemaType.BOOLEAN))
            },
            content = @Content(schema = @Schema(ref = "CreatedNotifications")))
    @APIResponse(
            responseCode = "202",
            description = "Scheduled, because all have deliverAt",
            content = @Content(schema = @Schema(ref = "ScheduledNotifications")))
    @APIResponse(responseCode = "400", description = "A field is at fault; nothing is created")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(
            responseCode = "409",
            description =
                    "The Idempotency-Key was used for another body, or the organization has as many scheduled as it may")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    @APIResponse(responseCode = "429", ref = "TooManyRequests")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public Uni<Response> create(
            BatchRequest request,
            @Parameter(
                            description = "A batch repeated with the same key gets the same answer and creates nothing",
                            schema = @Schema(type = SchemaType.STRING, pattern = NotificationPublisher.KEY_FORM))
                    @HeaderParam("Idempotency-Key")
                    String idempotencyKey) {
        rules.required(request);
        Caller caller = Caller.of(identity);
        if (request.comesLater()) {
            return Uni.createFrom()
                    .completionStage(() -> scheduled.schedule(caller, request, idempotencyKey))
                    .map(CreateResponse::scheduledMany);
        }
        return Uni.createFrom()
                .completionStage(() -> publisher.publish(caller, request, idempotencyKey))
                .map(CreateResponse::many);
    }
}
