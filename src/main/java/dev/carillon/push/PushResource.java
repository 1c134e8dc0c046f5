package dev.carillon.push;

import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.problem.BodyValidator;
import dev.carillon.problem.Problem;
import dev.carillon.problem.ProblemCode;
import dev.carillon.push.SubscriptionStore.Checked;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;
import org.jspecify.annotations.Nullable;

/** Lets users have their notifications pushed to their browsers. */
@Path("/api/push")
@Blocking
@Cache(noStore = true)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Push")
@APIResponse(responseCode = "401", ref = "Unauthorized")
@APIResponse(responseCode = "403", ref = "Forbidden")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class PushResource {

    private final SubscriptionStore store;
    private final SubscriptionCheck check;
    private final VapidPair keys;
    private final SecurityIdentity identity;
    private final BodyValidator rules;

    PushResource(
            SubscriptionStore store,
            SubscriptionCheck check,
            VapidPair keys,
            SecurityIdentity identity,
            BodyValidator rules) {
        this.store = store;
        this.check = check;
        this.keys = keys;
        this.identity = identity;
        this.rules = rules;
    }

    @GET
    @Rules(Effect.READS)
    @Cost(1)
    @KeyAccess(Need.USERS_ONLY)
    @Operation(operationId = "getPush", summary = "Whether there is push, and the key that browsers subscribe with")
    @APIResponse(responseCode = "200", description = "The key, or that push is off")
    public PushState state() {
        return new PushState(keys.signer().isPresent(), keys.publicKey().orElse(null));
    }

    @GET
    @Rules(Effect.READS)
    @Cost(5)
    @KeyAccess(Need.USERS_ONLY)
    @Path("subscriptions")
    @Operation(operationId = "listPushSubscriptions", summary = "List the caller's browsers")
    @APIResponse(responseCode = "200", description = "The browsers")
    public PushSubscriptions list() {
        Caller caller = Caller.of(identity);
        return new PushSubscriptions(store.list(caller.organizationId(), caller.userId()));
    }

    /** The same browser again renews it. If another user has signed in there, it is that user's from now on. */
    @PUT
    @Rules(Effect.ACTS)
    @Cost(30)
    @KeyAccess(Need.USERS_ONLY)
    @Path("subscriptions")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "putPushSubscription", summary = "Push the caller's notifications to this browser")
    @APIResponse(
            responseCode = "200",
            description = "The browser",
            content = @Content(schema = @Schema(implementation = PushSubscription.class)))
    @APIResponse(responseCode = "400", description = "A field is at fault")
    @APIResponse(responseCode = "404", description = "The caller has no subscription that it could replace")
    @APIResponse(responseCode = "409", description = "Push is off")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    public Response put(@RequestBody(required = true) NewSubscription wanted) {
        Caller caller = Caller.of(identity);
        rules.required(wanted);
        Checked browser = check.check(wanted);
        if (keys.signer().isEmpty()) {
            return Problem.of(
                            Response.Status.CONFLICT,
                            ProblemCode.PUSH_OFF,
                            "Push is off: carillon.push.public-key is not set.")
                    .response()
                    .build();
        }
        keep(caller, wanted.replaces(), browser);
        PushSubscription kept = store.find(caller.organizationId(), caller.userId(), browser.id())
                .orElseThrow(NotFoundException::new);
        return Response.ok(kept).build();
    }

    private void keep(Caller caller, @Nullable String replaced, Checked browser) {
        if (replaced == null) {
            store.put(caller.organizationId(), caller.userId(), browser);
        } else if (!store.replace(caller.organizationId(), caller.userId(), replaced, browser)) {
            throw new NotFoundException();
        }
    }

    /** Nothing that waits for it is sent any more. */
    @DELETE
    @Rules(Effect.ACTS)
    @Cost(20)
    @KeyAccess(Need.USERS_ONLY)
    @Path("subscriptions/{id}")
    @Operation(operationId = "deletePushSubscription", summary = "Push nothing to this browser any more")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "The caller has no such browser")
    public void delete(@PathParam("id") String id) {
        Caller caller = Caller.of(identity);
        if (!store.delete(caller.organizationId(), caller.userId(), id)) {
            throw new NotFoundException();
        }
    }
}
