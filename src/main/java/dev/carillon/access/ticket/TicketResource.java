package dev.carillon.access.ticket;

import dev.carillon.access.session.CredentialStatus;
import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.problem.BodyValidator;
import dev.carillon.problem.Forbidden;
import dev.carillon.problem.InvalidField;
import dev.carillon.problem.Overloaded;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Issues tickets to callers that cannot sign a stream in otherwise. */
@Path("/api/stream-tickets")
@Tag(name = "Stream tickets")
public class TicketResource {

    private final Tickets tickets;
    private final CredentialStatus credentials;
    private final TicketConfig config;
    private final SecurityIdentity identity;
    private final BodyValidator rules;
    private final Clock clock;

    TicketResource(
            Tickets tickets,
            CredentialStatus credentials,
            TicketConfig config,
            SecurityIdentity identity,
            Clock clock,
            BodyValidator rules) {
        this.tickets = tickets;
        this.credentials = credentials;
        this.config = config;
        this.identity = identity;
        this.rules = rules;
        this.clock = clock;
    }

    @POST
    @Rules(Effect.ACTS)
    @Cost(5)
    @KeyAccess(Need.READ)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createStreamTicket",
            summary = "Get a ticket that opens one stream, once; a backend may get it for any of its users")
    @APIResponse(
            responseCode = "201",
            description = "Issued",
            content = @Content(schema = @Schema(implementation = Ticket.class)))
    @APIResponse(responseCode = "400", description = "A field is at fault")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", description = "A user asks for another user")
    @APIResponse(responseCode = "503", description = "Redis cannot be reached; Retry-After says when to repeat")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    public Uni<Response> issue(TicketRequest request) {
        rules.optional(request);
        Caller owner = owner(Caller.of(identity), request == null ? null : request.userId());
        Instant expiresAt = clock.instant().plus(config.lifetime());
        return Uni.createFrom()
                .completionStage(() -> tickets.issue(credentials.watch(owner))
                        .map(ticket -> Response.status(Response.Status.CREATED)
                                .entity(new Ticket(ticket, expiresAt))
                                .build())
                        .recover(failure -> Future.failedFuture(
                                failure instanceof Overloaded
                                        ? failure
                                        : new Overloaded("Redis cannot be reached; please repeat the request.")))
                        .toCompletionStage());
    }

    private static Caller owner(Caller caller, @Nullable String userId) {
        if (caller.credential() instanceof Credential.ApiKey key) {
            if (userId == null) {
                throw new InvalidField("userId", "is missing: an API key has no stream of its own");
            }
            if (!Caller.isUserId(userId)) {
                throw new InvalidField("userId", "must be a user");
            }
            return new Caller(caller.organizationId(), userId, new Credential.Delegated(key.id(), key.expiry()));
        }
        if (userId != null && !userId.equals(caller.userId())) {
            throw new Forbidden("Only a backend gets tickets for others.");
        }
        return caller;
    }
}
