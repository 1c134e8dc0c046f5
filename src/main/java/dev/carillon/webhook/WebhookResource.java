package dev.carillon.webhook;

import dev.carillon.audit.AuditEvent;
import dev.carillon.audit.RequestAudit;
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
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;

/** Lets back ends and administrators manage the endpoints of their organization. */
@Path("/api/webhooks")
@Blocking
@Cache(noStore = true)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Webhooks")
@APIResponse(responseCode = "401", ref = "Unauthorized")
@APIResponse(responseCode = "403", description = "The caller is neither a backend nor an administrator")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class WebhookResource {

    private final WebhookAdmin webhooks;
    private final SecurityIdentity identity;
    private final BodyValidator rules;

    WebhookResource(WebhookAdmin webhooks, SecurityIdentity identity, BodyValidator rules) {
        this.webhooks = webhooks;
        this.identity = identity;
        this.rules = rules;
    }

    @POST
    @Rules(Effect.ACTS)
    @Cost(50)
    @KeyAccess(Need.MANAGE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createWebhook", summary = "Create an endpoint; only this answer shows its secret")
    @APIResponse(
            responseCode = "201",
            description = "Created",
            content = @Content(schema = @Schema(implementation = CreatedWebhook.class)))
    @APIResponse(responseCode = "400", description = "A field is at fault")
    @APIResponse(responseCode = "409", description = "The organization has reached its limit of endpoints")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    public Response create(@Context RoutingContext context, @RequestBody(required = true) NewWebhook wanted) {
        Caller caller = WebhookAdmin.manager(identity);
        rules.required(wanted);
        return webhooks.create(caller, wanted)
                .map(created -> {
                    RequestAudit.note(
                            context,
                            new AuditEvent.WebhookCreated(created.about().id()));
                    return Response.status(Response.Status.CREATED)
                            .entity(created)
                            .build();
                })
                .orElseGet(() -> Problem.of(
                                Response.Status.CONFLICT,
                                ProblemCode.TOO_MANY_WEBHOOKS,
                                "The organization has reached its limit of webhooks.")
                        .response()
                        .build());
    }

    @GET
    @Rules(Effect.READS)
    @Cost(value = 20, takes = Takes.QUERY)
    @KeyAccess(Need.MANAGE)
    @Operation(operationId = "listWebhooks", summary = "List the endpoints of the organization, without their secrets")
    @APIResponse(responseCode = "200", description = "The endpoints")
    public Webhooks list() {
        return webhooks.list(WebhookAdmin.manager(identity));
    }

    @GET
    @Rules(Effect.READS)
    @Cost(20)
    @KeyAccess(Need.MANAGE)
    @Path("{id}")
    @Operation(operationId = "getWebhook", summary = "Show an endpoint, without its secret")
    @APIResponse(responseCode = "200", description = "The endpoint")
    @APIResponse(responseCode = "404", description = "The organization has no such endpoint")
    public Webhook get(@PathParam("id") String id) {
        return webhooks.find(WebhookAdmin.manager(identity), id).orElseThrow(NotFoundException::new);
    }

    /** Fields that are left out stay as they are. */
    @PATCH
    @Rules(Effect.ACTS)
    @Cost(20)
    @KeyAccess(Need.MANAGE)
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "changeWebhook", summary = "Change, disable or enable an endpoint")
    @APIResponse(responseCode = "200", description = "The endpoint as it is now")
    @APIResponse(responseCode = "400", description = "A field is at fault")
    @APIResponse(responseCode = "404", description = "The organization has no such endpoint")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    public Webhook change(
            @Context RoutingContext context,
            @PathParam("id") String id,
            @RequestBody(required = true) WebhookChange change) {
        Caller caller = WebhookAdmin.manager(identity);
        rules.required(change);
        Webhook changed = webhooks.change(caller, id, change).orElseThrow(NotFoundException::new);
        RequestAudit.note(context, new AuditEvent.WebhookChanged(changed.id()));
        return changed;
    }

    /** Nothing that waits for it is sent any more. */
    @DELETE
    @Rules(Effect.ACTS)
    @Cost(50)
    @KeyAccess(Need.MANAGE)
    @Path("{id}")
    @Operation(operationId = "deleteWebhook", summary = "Delete an endpoint, and what waits for it")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "The organization has no such endpoint")
    public void delete(@Context RoutingContext context, @PathParam("id") String id) {
        if (!webhooks.delete(WebhookAdmin.manager(identity), id)) {
            throw new NotFoundException();
        }
        RequestAudit.note(context, new AuditEvent.WebhookDeleted(id));
    }

    @POST
    @Rules(Effect.ACTS)
    @Cost(20)
    @KeyAccess(Need.MANAGE)
    @Path("{id}/secret")
    @Operation(
            operationId = "rotateWebhookSecret",
            summary = "Give an endpoint a new secret; the former one signs, too, for a while")
    @APIResponse(responseCode = "200", description = "The new secret, which no other answer shows")
    @APIResponse(responseCode = "404", description = "The organization has no such endpoint")
    @APIResponse(responseCode = "415", ref = "NotJson")
    public WebhookSecret rotate(@Context RoutingContext context, @PathParam("id") String id) {
        WebhookSecret rotated =
                webhooks.rotate(WebhookAdmin.manager(identity), id).orElseThrow(NotFoundException::new);
        RequestAudit.note(context, new AuditEvent.WebhookSecretRotated(id));
        return rotated;
    }
}
