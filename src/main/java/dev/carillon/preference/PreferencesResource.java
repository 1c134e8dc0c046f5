package dev.carillon.preference;

import dev.carillon.audit.AuditEvent;
import dev.carillon.audit.RequestAudit;
import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.problem.BodyValidator;
import dev.carillon.problem.Forbidden;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;

/** Reads and sets a user's preferences, and those that an organization sets for all. */
@Path("/api/preferences")
@Tag(name = "Preferences")
@Blocking
@Cache(noStore = true)
@Produces(MediaType.APPLICATION_JSON)
@APIResponse(responseCode = "401", ref = "Unauthorized")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class PreferencesResource {

    private final PreferenceStore store;
    private final PreferenceRefresh refresh;
    private final OwnPreferences own;
    private final SecurityIdentity identity;
    private final BodyValidator rules;

    PreferencesResource(
            PreferenceStore store,
            PreferenceRefresh refresh,
            OwnPreferences own,
            SecurityIdentity identity,
            BodyValidator rules) {
        this.store = store;
        this.refresh = refresh;
        this.own = own;
        this.identity = identity;
        this.rules = rules;
    }

    /** With the settings of the organization, for a page of settings. */
    @GET
    @Rules(Effect.READS)
    @Cost(5)
    @KeyAccess(Need.USERS_ONLY)
    @Operation(operationId = "getPreferences", summary = "Read the caller's preferences and quiet hours")
    @APIResponse(responseCode = "200", description = "The preferences")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    public UserPreferences own() {
        return own.of(Caller.of(identity));
    }

    /** The answer 200 means that lists and counts obey it, and streams on all pods within a second. */
    @PUT
    @Rules(Effect.ACTS)
    @Cost(30)
    @KeyAccess(Need.USERS_ONLY)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "setPreferences", summary = "Replace the caller's preferences and quiet hours")
    @APIResponse(responseCode = "200", description = "The preferences as they are now")
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "409", description = "They were changed since that version; nothing was stored")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    public UserPreferences setOwn(@RequestBody(required = true) PreferencesChange change) {
        rules.required(change);
        return own.set(Caller.of(identity), change);
    }

    /** For backends and administrators. */
    @GET
    @Rules(Effect.READS)
    @Cost(5)
    @KeyAccess(Need.MANAGE)
    @Path("defaults")
    @Operation(operationId = "getDefaultPreferences", summary = "Read the settings of the organization for its users")
    @APIResponse(responseCode = "200", description = "The settings")
    @APIResponse(responseCode = "403", description = "The caller is neither a backend nor an administrator")
    public DefaultPreferences defaults() {
        return store.ofOrganization(administrator().organizationId());
    }

    /** Holds for all users that have said nothing else, and for all if it is required. */
    @PUT
    @Rules(Effect.ACTS)
    @Cost(100)
    @KeyAccess(Need.MANAGE)
    @Path("defaults")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "setDefaultPreferences",
            summary = "Replace the settings of the organization for its users")
    @APIResponse(responseCode = "200", description = "The settings as they are now")
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "403", description = "The caller is neither a backend nor an administrator")
    @APIResponse(responseCode = "409", description = "They were changed since that version; nothing was stored")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    public DefaultPreferences setDefaults(
            @Context RoutingContext context, @RequestBody(required = true) DefaultsChange change) {
        Caller caller = administrator();
        rules.required(change);
        OwnPreferences.once(change.types().stream().map(TypeDefault::type).toList());
        RequestAudit.note(context, new AuditEvent.DefaultPreferencesSet(change.version() + 1));
        store.storeDefaults(caller.organizationId(), change);
        refresh.changed(caller.organizationId());
        return store.ofOrganization(caller.organizationId());
    }

    private Caller administrator() {
        Caller caller = Caller.of(identity);
        if (!caller.isBackend() && !caller.isAdmin()) {
            throw new Forbidden("Only a backend or an administrator may set the preferences of all.");
        }
        return caller;
    }
}
