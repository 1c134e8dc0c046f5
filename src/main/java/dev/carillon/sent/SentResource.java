package dev.carillon.sent;

import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.limit.Cost.Takes;
import dev.carillon.limit.PageRows;
import dev.carillon.problem.Forbidden;
import dev.carillon.problem.WholeNumber;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import io.quarkus.security.identity.SecurityIdentity;
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

/**
 * Lets back ends and administrators read what their organization was sent: the same notifications that they may update and
 * recall.
 */
@Path("/api/sent")
@Tag(name = "Notifications")
@Cache(noStore = true)
@Produces(MediaType.APPLICATION_JSON)
@APIResponse(responseCode = "401", ref = "Unauthorized")
@APIResponse(responseCode = "403", description = "The caller is neither a backend nor an administrator")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class SentResource {

    private final SentNotifications sent;
    private final SecurityIdentity identity;

    SentResource(SentNotifications sent, SecurityIdentity identity) {
        this.sent = sent;
        this.identity = identity;
    }

    /** All of the organization, by any sender, newest first. */
    @GET
    @Rules(Effect.READS)
    @Cost(value = 10, perRow = 45, takes = Takes.QUERY)
    @KeyAccess(Need.READ)
    @Operation(
            operationId = "listSent",
            summary = "List what was sent in the organization, with its recipients, newest first")
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
            name = "before",
            description = "Only those with a lower id: nextBefore of the previous page",
            schema = @Schema(type = SchemaType.INTEGER, format = "int64", minimum = "1"))
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(responseCode = "400", ref = "BadRequest")
    public SentPage list(@QueryParam(PageRows.PARAMETER) String limit, @QueryParam("before") String before) {
        String organizationId = organization();
        long end = before == null ? Long.MAX_VALUE : WholeNumber.parse("before", before, 1, Long.MAX_VALUE);
        return sent.page(organizationId, end, PageRows.parse(limit));
    }

    @GET
    @Rules(Effect.READS)
    @Cost(5)
    @KeyAccess(Need.READ)
    @Path("{id}")
    @Operation(operationId = "getSent", summary = "Get one notification that was sent, with its recipient")
    @APIResponse(responseCode = "200", description = "As it is now")
    @APIResponse(responseCode = "404", description = "No such notification: it was recalled, or has expired")
    public SentNotification find(@Parameter(example = "42") @PathParam("id") long id) {
        return sent.find(organization(), id).orElseThrow(NotFoundException::new);
    }

    private String organization() {
        Caller caller = Caller.of(identity);
        if (!caller.isBackend() && !caller.isAdmin()) {
            throw new Forbidden("Only a backend or an administrator may read what others were sent.");
        }
        return caller.organizationId();
    }
}
