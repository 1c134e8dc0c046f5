package dev.carillon.access.revocation;

import dev.carillon.access.session.SessionState;
import dev.carillon.access.session.Sessions;
import dev.carillon.access.token.TokenDigest;
import dev.carillon.audit.AuditEvent;
import dev.carillon.audit.RequestAudit;
import dev.carillon.broadcast.NotificationBroadcaster;
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
import dev.carillon.tenancy.OpaqueId;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Lets a backend end sessions, tokens and the streams of users. A 204 means that it is stored: the streams end on all
 * pods within a second, and within a keep-alive if no message reaches them.
 */
@Path("/api")
@Tag(name = "Revocation")
@APIResponse(responseCode = "204", description = "Stored; it takes effect on every pod")
@APIResponse(responseCode = "400", description = "A field is at fault")
@APIResponse(responseCode = "401", ref = "Unauthorized")
@APIResponse(responseCode = "403", description = "The caller is neither a backend nor an administrator")
@APIResponse(
        responseCode = "503",
        description = "Nothing is stored: the store cannot be reached or is full; Retry-After says when to repeat")
public class RevocationResource {

    private final Sessions sessions;
    private final Revocations revocations;
    private final NotificationBroadcaster broadcaster;
    private final SecurityIdentity identity;
    private final BodyValidator rules;

    RevocationResource(
            Sessions sessions,
            Revocations revocations,
            NotificationBroadcaster broadcaster,
            SecurityIdentity identity,
            BodyValidator rules) {
        this.sessions = sessions;
        this.revocations = revocations;
        this.broadcaster = broadcaster;
        this.identity = identity;
        this.rules = rules;
    }

    /** Also for a session that Express has deleted already: its streams may still be open. */
    @POST
    @Rules(Effect.ACTS)
    @Cost(20)
    @KeyAccess(Need.MANAGE)
    @Path("/sessions/revoke")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "revokeSession", summary = "Log a session out: delete it and end its streams")
    @APIResponse(responseCode = "404", description = "The session is another organization's")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    public Uni<Void> revokeSession(@Context RoutingContext context, SessionToRevoke wanted) {
        Caller backend = backend();
        rules.required(wanted);
        String sessionId = wanted.sessionId();
        RequestAudit.note(context, new AuditEvent.SessionEnded(new Credential.Session(sessionId).tag()));
        return sessions.lookUp(sessionId).chain(state -> {
            if (state instanceof SessionState.Valid valid
                    && !valid.caller().organizationId().equals(backend.organizationId())) {
                return Uni.createFrom().failure(new NotFoundException());
            }
            if (state instanceof SessionState.Unknown) {
                return Uni.createFrom().failure(unreachable());
            }
            Uni<Void> gone = state instanceof SessionState.Valid
                    ? sessions.delete(sessionId).onFailure().transform(failure -> unreachable())
                    : Uni.createFrom().voidItem();
            return gone.invoke(() ->
                    broadcaster.disconnect(backend.organizationId(), null, new Credential.Session(sessionId).tag()));
        });
    }

    /** The token is rejected for as long as it could be valid. */
    @POST
    @Rules(Effect.ACTS)
    @Cost(20)
    @KeyAccess(Need.MANAGE)
    @Path("/tokens/revoke")
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(
            operationId = "revokeToken",
            summary = "Revoke a token, by its jti or the token itself, and end its streams")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    public void revokeToken(@Context RoutingContext context, TokenToRevoke wanted) {
        Caller backend = backend();
        rules.required(wanted);
        if ((wanted.jti() == null) == (wanted.token() == null)) {
            throw new InvalidField("jti", "or token must be given, and not both");
        }
        String digest = wanted.jti() != null
                ? TokenDigest.ofJti(wanted.jti())
                : TokenDigest.ofToken(wanted.token()).orElseThrow(() -> new InvalidField("token", "is not a token"));
        String tag = Credential.Token.tag(digest);
        RequestAudit.note(context, new AuditEvent.TokenEnded(tag));
        revocations.revokeToken(backend.organizationId(), tag);
    }

    /** Ends the open streams. The session store decides whether the user can sign in again. */
    @POST
    @Rules(Effect.ACTS)
    @Cost(20)
    @KeyAccess(Need.MANAGE)
    @Path("/users/{id}/disconnect")
    @Blocking
    @Operation(operationId = "disconnectUser", summary = "End all streams of a user that was disabled or moved")
    public void disconnectUser(@Context RoutingContext context, @PathParam("id") String userId) {
        Caller backend = backend();
        if (!OpaqueId.isValid(userId)) {
            throw new InvalidField("id", "must be 1 to 64 of A-Z a-z 0-9 _ . : @ -");
        }
        RequestAudit.note(context, new AuditEvent.UserDisconnected(userId));
        revocations.disconnectUser(backend.organizationId(), userId);
    }

    private Caller backend() {
        Caller caller = Caller.of(identity);
        if (!caller.isBackend() && !caller.isAdmin()) {
            throw new Forbidden("Only a backend or an administrator may end the credentials of others.");
        }
        return caller;
    }

    private static Overloaded unreachable() {
        return new Overloaded("Redis cannot be reached; please repeat the request.");
    }
}
