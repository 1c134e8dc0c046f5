package dev.carillon.access.revocation;

import dev.carillon.access.token.RevokedTokens;
import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.edge.Rules;
import dev.carillon.edge.Rules.Effect;
import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import dev.carillon.identity.SessionState;
import dev.carillon.identity.Sessions;
import dev.carillon.notification.OpaqueId;
import dev.carillon.problem.BadField;
import dev.carillon.problem.Forbidden;
import dev.carillon.problem.Overloaded;
import dev.carillon.problem.Problem;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where a backend says that somebody is to be let in no longer. The streams end on all pods within a second. */
@Path("/api")
@Tag(name = "Revocation")
@APIResponse(responseCode = "204", description = "Ended")
@APIResponse(responseCode = "401", ref = "Unauthorized")
@APIResponse(
        responseCode = "403",
        description = "The caller is neither a backend nor an administrator",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
@APIResponse(
        responseCode = "503",
        description = "Redis cannot be reached; Retry-After says when to repeat",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class RevocationResource {

    // Longer ids are made neither by express-session nor by an identity provider.
    private static final int MAX_ID_LENGTH = 512;

    private final Sessions sessions;
    private final RevokedTokens tokens;
    private final NotificationBroadcaster broadcaster;
    private final SecurityIdentity identity;

    RevocationResource(
            Sessions sessions, RevokedTokens tokens, NotificationBroadcaster broadcaster, SecurityIdentity identity) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.broadcaster = broadcaster;
        this.identity = identity;
    }

    /** Also for a session that Express has deleted already: its streams may still be open. */
    @DELETE
    @Rules(Effect.ACTS)
    @Path("/sessions/{id}")
    @Operation(operationId = "endSession", summary = "Log a session out: delete it and end its streams")
    @APIResponse(
            responseCode = "404",
            description = "The session is another organization's",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Uni<Void> endSession(@PathParam("id") String sessionId) {
        Caller backend = backend();
        checkLength(sessionId);
        return sessions.lookUp(sessionId).chain(state -> {
            if (state instanceof SessionState.Valid valid) {
                boolean ours = valid.caller().organizationId().equals(backend.organizationId());
                return ours
                        ? deleteSession(sessionId, backend)
                        : Uni.createFrom().failure(new NotFoundException());
            }
            if (state instanceof SessionState.Unknown) {
                return Uni.createFrom().failure(RevocationResource.unreachable());
            }
            disconnect(backend, null, new Credential.Session(sessionId).tag());
            return Uni.createFrom().voidItem();
        });
    }

    private Uni<Void> deleteSession(String sessionId, Caller backend) {
        return sessions.delete(sessionId)
                .onFailure()
                .transform(failure -> unreachable())
                .invoke(() -> disconnect(backend, null, new Credential.Session(sessionId).tag()));
    }

    /** The token is refused for as long as it would have lived. */
    @DELETE
    @Rules(Effect.ACTS)
    @Path("/tokens/{jti}")
    @Operation(operationId = "endToken", summary = "Call a token back by its jti and end its streams")
    public Uni<Void> endToken(@PathParam("jti") String jti) {
        Caller backend = backend();
        checkLength(jti);
        return Uni.createFrom()
                .completionStage(() -> tokens.add(backend.organizationId(), jti).toCompletionStage())
                .onFailure()
                .transform(failure -> unreachable())
                .invoke(tag -> disconnect(backend, null, tag))
                .replaceWithVoid();
    }

    /** Ends the streams and makes all pods ask anew; whether the user comes back in, the session store decides. */
    @POST
    @Rules(Effect.ACTS)
    @Path("/users/{id}/disconnect")
    @Operation(
            operationId = "disconnectUser",
            summary = "End all streams of a user, after it was disabled or moved where users are kept")
    public void disconnectUser(@PathParam("id") String userId) {
        Caller backend = backend();
        if (!OpaqueId.isValid(userId)) {
            throw new BadField("id", "must be 1 to 64 of A-Z a-z 0-9 _ . : @ -");
        }
        disconnect(backend, userId, null);
    }

    private void disconnect(Caller backend, String userId, String tag) {
        broadcaster.disconnect(backend.organizationId(), userId, tag);
    }

    private Caller backend() {
        Caller caller = Caller.of(identity);
        if (!caller.isBackend() && !caller.isAdmin()) {
            throw new Forbidden("Only a backend or an administrator ends what others have signed in with.");
        }
        return caller;
    }

    private static void checkLength(String id) {
        if (id.length() > MAX_ID_LENGTH) {
            throw new NotFoundException();
        }
    }

    private static Overloaded unreachable() {
        return new Overloaded("Redis cannot be reached; please repeat the request.");
    }
}
