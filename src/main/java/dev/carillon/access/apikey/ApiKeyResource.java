package dev.carillon.access.apikey;

import dev.carillon.audit.AuditEvent;
import dev.carillon.audit.RequestAudit;
import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.limit.Cost.Takes;
import dev.carillon.problem.BodyValidator;
import dev.carillon.problem.Forbidden;
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
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lets administrators manage the keys of their organization. */
@Path("/api/api-keys")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "API keys")
@APIResponse(responseCode = "401", ref = "Unauthorized")
@APIResponse(responseCode = "503", ref = "Unavailable")
@APIResponse(
        responseCode = "403",
        description = "The caller is not an administrator, or is an API key without the scope that the problem names")
public class ApiKeyResource {

    private final ApiKeyAdmin keys;
    private final SecurityIdentity identity;
    private final BodyValidator rules;

    ApiKeyResource(ApiKeyAdmin keys, SecurityIdentity identity, BodyValidator rules) {
        this.keys = keys;
        this.identity = identity;
        this.rules = rules;
    }

    @POST
    @Rules(Effect.ACTS)
    @Cost(50)
    @KeyAccess(Need.MANAGE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createApiKey", summary = "Create an API key; only this answer shows it")
    @APIResponse(
            responseCode = "201",
            description = "Created",
            content = @Content(schema = @Schema(implementation = CreatedApiKey.class)))
    @APIResponse(responseCode = "400", description = "A field is at fault")
    @APIResponse(responseCode = "409", description = "The organization has reached its limit of keys")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    public Response create(@Context RoutingContext context, @RequestBody(required = true) NewApiKey wanted) {
        rules.required(wanted);
        Caller admin = admin();
        return keys.create(wanted, admin)
                .map(created -> {
                    RequestAudit.note(context, created.event());
                    return Response.status(Response.Status.CREATED)
                            .entity(created)
                            .build();
                })
                .orElseGet(() -> Problem.of(
                                Response.Status.CONFLICT,
                                ProblemCode.TOO_MANY_KEYS,
                                "The organization has reached its limit of API keys.")
                        .response()
                        .build());
    }

    @GET
    @Rules(Effect.READS)
    @Cost(value = 50, takes = Takes.QUERY)
    @KeyAccess(Need.MANAGE)
    @Operation(
            operationId = "listApiKeys",
            summary = "List the organization's API keys, newest first, without their secrets")
    @APIResponse(responseCode = "200", description = "The keys")
    public List<ApiKey> list() {
        return keys.list(admin().organizationId());
    }

    @DELETE
    @Rules(Effect.ACTS)
    @Cost(20)
    @KeyAccess(Need.MANAGE)
    @Path("/{id}")
    @Operation(operationId = "revokeApiKey", summary = "Revoke an API key at once, on every pod")
    @APIResponse(responseCode = "204", description = "Revoked")
    @APIResponse(responseCode = "404", description = "The organization has no such key")
    public void revoke(@Context RoutingContext context, @PathParam("id") String id) {
        Caller admin = admin();
        RequestAudit.note(context, new AuditEvent.KeyRevoked(id));
        if (!keys.revoke(admin.organizationId(), id, admin.userId())) {
            throw new NotFoundException();
        }
    }

    private Caller admin() {
        Caller caller = Caller.of(identity);
        if (!caller.isAdmin()) {
            throw new Forbidden("Only administrators of the organization may manage its API keys.");
        }
        return caller;
    }
}
