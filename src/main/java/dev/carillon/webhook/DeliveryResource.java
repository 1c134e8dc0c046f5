package dev.carillon.webhook;

import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.limit.Cost.Takes;
import dev.carillon.problem.BodyValidator;
import dev.carillon.problem.Problem;
import dev.carillon.problem.ProblemCode;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
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
import org.jboss.resteasy.reactive.Cache;

/** Shows what was sent to an endpoint, sends it a test, and queues events again. */
@Path("/api/webhooks/{id}")
@Blocking
@Cache(noStore = true)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Webhooks")
@APIResponse(responseCode = "401", ref = "Unauthorized")
@APIResponse(responseCode = "403", description = "The caller is neither a backend nor an administrator")
@APIResponse(responseCode = "404", description = "The organization has no such endpoint, or it no such event")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class DeliveryResource {

    private final WebhookAdmin webhooks;
    private final SecurityIdentity identity;
    private final BodyValidator rules;

    DeliveryResource(WebhookAdmin webhooks, SecurityIdentity identity, BodyValidator rules) {
        this.webhooks = webhooks;
        this.identity = identity;
        this.rules = rules;
    }

    /** Newest first, with their attempts. */
    @GET
    @Rules(Effect.READS)
    @Cost(value = 20, perRow = 45, takes = Takes.QUERY)
    @KeyAccess(Need.MANAGE)
    @Path("deliveries")
    @Operation(operationId = "listWebhookDeliveries", summary = "List an endpoint's events and attempts, newest first")
    @Parameter(
            name = "state",
            description = "Only those in this state",
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"planned", "waiting", "delivered", "dead", "dropped"}))
    @Parameter(
            name = "limit",
            description = "Maximum number of events",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100", defaultValue = "20"))
    @Parameter(
            name = "before",
            description = "nextBefore of the page before",
            schema = @Schema(type = SchemaType.STRING, maxLength = 64))
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(responseCode = "400", ref = "BadRequest")
    public WebhookDeliveries list(
            @PathParam("id") String id,
            @QueryParam("state") String state,
            @QueryParam("limit") String limit,
            @QueryParam("before") String before) {
        return webhooks.deliveries(WebhookAdmin.manager(identity), id, state, limit, before);
    }

    @POST
    @Rules(Effect.ACTS)
    @Cost(20)
    @KeyAccess(Need.MANAGE)
    @Path("test")
    @Operation(operationId = "testWebhook", summary = "Send an event of the type webhook.test to an endpoint")
    @APIResponse(
            responseCode = "202",
            description = "Queued, before all that waits",
            content = @Content(schema = @Schema(implementation = WebhookDelivery.class)))
    @APIResponse(responseCode = "409", description = "The endpoint is disabled")
    @APIResponse(responseCode = "415", ref = "NotJson")
    public Response test(@PathParam("id") String id) {
        Caller caller = WebhookAdmin.manager(identity);
        if (webhooks.find(caller, id).isEmpty()) {
            throw new NotFoundException();
        }
        return webhooks.test(caller, id)
                .map(sent -> Response.accepted(sent).build())
                .orElseGet(() -> Problem.of(
                                Response.Status.CONFLICT, ProblemCode.WEBHOOK_DISABLED, "The endpoint is disabled.")
                        .response()
                        .build());
    }

    /** Each keeps its id, so that a receiver that has it knows it. */
    @POST
    @Rules(Effect.ACTS)
    @Cost(value = 50, takes = Takes.QUERY)
    @KeyAccess(Need.MANAGE)
    @Path("replay")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "replayWebhook", summary = "Queue one event again, or all since a time")
    @APIResponse(responseCode = "200", description = "How many were queued")
    @APIResponse(responseCode = "400", description = "A field is at fault")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    public Replayed replay(@PathParam("id") String id, @RequestBody(required = true) ReplayRequest wanted) {
        Caller caller = WebhookAdmin.manager(identity);
        rules.required(wanted);
        return webhooks.replay(caller, id, wanted).orElseThrow(NotFoundException::new);
    }
}
