package dev.carillon.receipt;

import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.limit.Cost.Takes;
import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.Recipient;
import dev.carillon.problem.BodyValidator;
import dev.carillon.problem.Problem;
import dev.carillon.problem.ProblemCode;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import dev.carillon.sse.Cursor;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes acknowledgements, and lists the clients that have acknowledged. */
@Path("/api/notifications")
@Tag(name = "Receipts")
@Blocking
public class ReceiptResource {

    private final ClientPositions positions;
    private final NotificationLog log;
    private final ReceiptConfig config;
    private final ReceiptMetrics metrics;
    private final SecurityIdentity identity;
    private final BodyValidator rules;

    ReceiptResource(
            ClientPositions positions,
            NotificationLog log,
            ReceiptConfig config,
            ReceiptMetrics metrics,
            SecurityIdentity identity,
            BodyValidator rules) {
        this.positions = positions;
        this.log = log;
        this.config = config;
        this.metrics = metrics;
        this.identity = identity;
        this.rules = rules;
    }

    /** Acknowledges everything up to a cursor. Repeating it, or an older one, changes nothing. */
    @POST
    @Rules(Effect.ACTS)
    @Cost(10)
    @KeyAccess(Need.USERS_ONLY)
    @Path("/ack")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "acknowledge", summary = "Acknowledge everything up to a position of the stream")
    @APIResponse(responseCode = "204", description = "Kept")
    @APIResponse(responseCode = "400", description = "A field is at fault")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    @APIResponse(responseCode = "409", description = "The client cannot have reached this position")
    public Response acknowledge(@RequestBody(required = true) Acknowledgement body) {
        rules.required(body);
        Caller caller = Caller.of(identity);
        Cursor position = Cursor.parse(body.id()).orElseThrow();
        boolean kept = positions.acknowledge(caller.organizationId(), body.clientId(), caller.userId(), position);
        metrics.acknowledged(kept);
        if (kept) {
            return Response.noContent().build();
        }
        return Problem.of(
                        Status.CONFLICT,
                        ProblemCode.POSITION_NOT_REACHED,
                        "The client cannot have reached this position.")
                .response()
                .build();
    }

    /** Users see only their own clients; backends and administrators see everyone's. */
    @GET
    @Rules(Effect.READS)
    @Cost(value = 100, takes = Takes.QUERY)
    @KeyAccess(Need.READ)
    @Path("/{id}/deliveries")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listDeliveries",
            summary = "List the clients that have acknowledged a notification, and those that have not")
    @APIResponse(responseCode = "200", description = "The clients")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    @APIResponse(responseCode = "404", description = "No such notification")
    public Deliveries deliveries(@PathParam("id") long id) {
        Caller caller = Caller.of(identity);
        boolean all = caller.isBackend() || caller.isAdmin();
        Recipient recipient = log.find(caller.organizationId(), id)
                .map(Notification::recipient)
                .filter(to -> all || to.includes(caller.userId()))
                .orElseThrow(NotFoundException::new);
        List<Delivery> found = positions.deliveries(
                caller.organizationId(),
                id,
                all ? recipient.nullableUser() : caller.userId(),
                config.maxDeliveries() + 1);
        List<Delivery> shown = found.subList(0, Math.min(found.size(), config.maxDeliveries()));
        return new Deliveries(
                id,
                shown.stream().filter(Delivery::acknowledged).toList(),
                shown.stream().filter(d -> !d.acknowledged()).toList(),
                found.size() > shown.size());
    }
}
