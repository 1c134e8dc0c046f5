package dev.carillon.console;

import dev.carillon.audit.AuditEvent;
import dev.carillon.audit.RequestAudit;
import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.limit.Cost.Takes;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import dev.carillon.socket.StreamHead;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The stream of the console's page. */
@Path("/api/console/stream")
@Tag(name = "Console")
public class ConsoleStreamResource {

    private final Operators operators;
    private final ConsoleStreams streams;
    private final SecurityIdentity identity;

    ConsoleStreamResource(Operators operators, ConsoleStreams streams, SecurityIdentity identity) {
        this.operators = operators;
        this.streams = streams;
        this.identity = identity;
    }

    /** Opens a stream of the cluster's state. Runs on the connection's event loop. */
    @GET
    @Rules(Effect.OPENS_STREAM)
    @Cost(value = 0, takes = Takes.OPEN)
    @KeyAccess(Need.OPERATE)
    @Operation(operationId = "openConsoleStream", summary = "See how all pods are, once a second")
    @APIResponse(
            responseCode = "200",
            description = "The stream",
            content = @Content(mediaType = "text/event-stream", schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", description = "The caller is no operator")
    @APIResponse(responseCode = "404", description = "There is no console")
    public Uni<Void> open(@Context RoutingContext context) {
        Caller operator = operators.admit(identity);
        RequestAudit.note(context, new AuditEvent.ConsoleOpened("stream"));
        return streams.open(operator, context);
    }

    /** The head of such a stream. Opens none; runs on the connection's event loop. */
    @HEAD
    @Rules(Effect.READS)
    @Cost(2)
    @KeyAccess(Need.OPERATE)
    @Operation(
            operationId = "askForConsoleStream",
            summary = "Learn whether the console's stream would be opened; none is")
    @APIResponse(responseCode = "200", description = "The head of a stream")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", description = "The caller is no operator")
    @APIResponse(responseCode = "404", description = "There is no console")
    public Uni<Void> head(@Context RoutingContext context) {
        operators.admit(identity);
        return StreamHead.only(context.request());
    }
}
