package dev.carillon.erasure;

import dev.carillon.audit.AuditEvent;
import dev.carillon.audit.RequestAudit;
import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.limit.Cost.Takes;
import dev.carillon.problem.Forbidden;
import dev.carillon.problem.InvalidField;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;

/** Gives out and erases all of a user's data, for backends and administrators of the organization. */
@Path("/api/users/{id}/data")
@Tag(name = "User data")
@Blocking
@Cache(noStore = true)
@Produces(MediaType.APPLICATION_JSON)
@APIResponse(responseCode = "400", ref = "BadRequest")
@APIResponse(responseCode = "401", ref = "Unauthorized")
@APIResponse(responseCode = "403", description = "The caller is neither a backend nor an administrator")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class UserDataResource {

    private final UserExports exports;
    private final Erasure erasure;
    private final SecurityIdentity identity;

    UserDataResource(UserExports exports, Erasure erasure, SecurityIdentity identity) {
        this.exports = exports;
        this.erasure = erasure;
        this.identity = identity;
    }

    /** Everything that the tables have about a user, in pages. */
    @GET
    @Rules(Effect.READS)
    @Cost(value = 50, takes = Takes.QUERY)
    @KeyAccess(Need.MANAGE)
    @Operation(operationId = "exportUserData", summary = "Give out everything that is stored about a user, in pages")
    @Parameter(
            name = "after",
            description = "nextAfter of the page before",
            schema = @Schema(type = SchemaType.STRING, maxLength = 80))
    @APIResponse(responseCode = "200", description = "A page")
    public UserDataPage export(
            @Context RoutingContext context, @PathParam("id") String userId, @QueryParam("after") String after) {
        String organization = organizationOfBackend(userId);
        RequestAudit.note(context, new AuditEvent.UserExported(userId));
        return exports.page(organization, userId, after);
    }

    /** Repeats do no harm. */
    @DELETE
    @Rules(Effect.ACTS)
    @Cost(value = 200, takes = Takes.QUERY)
    @KeyAccess(Need.MANAGE)
    @Operation(
            operationId = "eraseUserData",
            summary = "Erase everything that is stored about a user, and end the user's streams",
            description = "In a large organization one request may not get to the end: repeat it with nextAfter.")
    @Parameter(
            name = "after",
            description = "nextAfter of the answer before",
            schema = @Schema(type = SchemaType.INTEGER, format = "int64", minimum = "0"))
    @APIResponse(responseCode = "200", description = "The number of erased entries, and whether anything is left")
    public Erased erase(
            @Context RoutingContext context, @PathParam("id") String userId, @QueryParam("after") String after) {
        String organization = organizationOfBackend(userId);
        RequestAudit.note(context, new AuditEvent.UserErased(userId));
        return erasure.erase(organization, userId, position(after));
    }

    private String organizationOfBackend(String userId) {
        Caller caller = Caller.of(identity);
        if (!caller.isBackend() && !caller.isAdmin()) {
            throw new Forbidden("Only a backend or an administrator may have or erase the data of others.");
        }
        if (!Caller.isUserId(userId)) {
            throw new InvalidField("id", "must be 1 to 64 of A-Z a-z 0-9 _ . : @ -, and not that of an API key");
        }
        return caller.organizationId();
    }

    private static long position(String text) {
        if (text == null) {
            return 0;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw new InvalidField("after", "must be nextAfter of the answer before");
        }
        return Long.parseLong(text);
    }
}
