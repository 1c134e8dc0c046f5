package dev.carillon.schedule;

import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.limit.Cost.Takes;
import dev.carillon.limit.PageRows;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;
import org.jspecify.annotations.Nullable;

/** Lists and cancels what create requests with {@code deliverAt} have scheduled: a user's own, or all for an API key. */
@Path("/api/scheduled")
@Tag(name = "Notifications")
@Cache(noStore = true)
@Produces(MediaType.APPLICATION_JSON)
@APIResponse(responseCode = "401", ref = "Unauthorized")
@APIResponse(responseCode = "403", ref = "Forbidden")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class ScheduledResource {

    private final Schedule schedule;
    private final SecurityIdentity identity;

    ScheduledResource(Schedule schedule, SecurityIdentity identity) {
        this.schedule = schedule;
        this.identity = identity;
    }

    /** Everything that is not shown yet, in the order of the times. */
    @GET
    @Rules(Effect.READS)
    @Cost(value = 10, perRow = 45, takes = Takes.QUERY)
    @KeyAccess(Need.READ)
    @Operation(
            operationId = "listScheduled",
            summary = "List what is not shown yet: a user's own, or all of the organization for an API key")
    @Parameter(
            name = PageRows.PARAMETER,
            description = "Maximum number of notifications",
            schema =
                    @Schema(
                            type = SchemaType.INTEGER,
                            minimum = "1",
                            maximum = "" + PageRows.MAX,
                            defaultValue = "" + PageRows.DEFAULT))
    @Parameter(
            name = "after",
            description = "nextAfter of the previous page",
            schema = @Schema(type = SchemaType.STRING, maxLength = 64))
    @APIResponse(responseCode = "200", description = "A page, in the order of their times")
    @APIResponse(responseCode = "400", ref = "BadRequest")
    public ScheduledPage list(@QueryParam(PageRows.PARAMETER) String limit, @QueryParam("after") String after) {
        Caller caller = Caller.of(identity);
        return schedule.page(
                caller.organizationId(), onlyOf(caller), ScheduledCursor.parse(after), PageRows.parse(limit));
    }

    /** The answer 204 means that it will never be shown. */
    @DELETE
    @Rules(Effect.ACTS)
    @Cost(10)
    @KeyAccess(Need.PUBLISH)
    @Path("{id}")
    @Operation(operationId = "cancelScheduled", summary = "Cancel a scheduled notification")
    @APIResponse(responseCode = "204", description = "It will never be shown")
    @APIResponse(
            responseCode = "404",
            description = "Nothing is scheduled with this id: it was shown, canceled, or is not the caller's")
    public void cancel(
            @Parameter(example = "1f0c6a9be2d4375a-1", schema = @Schema(type = SchemaType.STRING)) @PathParam("id")
                    String id) {
        Caller caller = Caller.of(identity);
        boolean canceled = ScheduledId.parse(id)
                .map(scheduled -> schedule.cancel(caller.organizationId(), onlyOf(caller), scheduled))
                .orElse(false);
        if (!canceled) {
            throw new NotFoundException();
        }
    }

    private static @Nullable String onlyOf(Caller caller) {
        return caller.isBackend() ? null : caller.userId();
    }
}
