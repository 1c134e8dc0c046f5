package dev.carillon.stream;

import dev.carillon.access.session.CredentialStatus;
import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.limit.Cost.Takes;
import dev.carillon.route.QueryNames;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import dev.carillon.route.Rules.Tickets;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.JsonLines;
import dev.carillon.sse.LastEventId;
import dev.carillon.tenancy.OpaqueId;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The stream for clients behind a network that lets none through: answer by answer, on the same cursor. */
@Path("/api/notifications/poll")
@Tag(name = "Notifications")
public class PollResource {

    // Below the 30 s after which the strictest of usual proxies cut.
    private static final String USUAL_WAIT = "25";

    private static final String LINES = "{\"cursor\":\"3f9a1c20-42\",\"type\":\"notification\",\"data\":{\"id\":42},"
            + "\"timestamp\":\"2026-11-23T14:24:21.000Z\"}\n"
            + "{\"cursor\":\"3f9a1c20-42\",\"type\":\"position\","
            + "\"timestamp\":\"2026-11-23T14:24:21.000Z\",\"clientId\":\"26-21-1766811521775042\","
            + "\"caller\":\"21/26\",\"resumed\":true}\n";

    private final Streams streams;
    private final CredentialStatus credentials;
    private final SecurityIdentity identity;
    private final StreamConfig config;

    PollResource(Streams streams, CredentialStatus credentials, SecurityIdentity identity, StreamConfig config) {
        this.streams = streams;
        this.credentials = credentials;
        this.identity = identity;
        this.config = config;
    }

    /**
     * Waits for notifications of the caller. Runs on the connection's event loop.
     *
     * @param types the types to send, as on the stream
     * @param after the cursor of the last answer; without it the answer comes at once and has the head's
     * @param wait how many seconds the answer may take; 25 by default
     * @param clientId the identity of an earlier poll or stream to continue
     * @param snapshot number of newest notifications to be sent with the unread count, at once
     * @param ticket not read here: it has authenticated the request and is used up
     */
    @GET
    @Rules(value = Effect.WAITS, tickets = Tickets.REDEEMED)
    @Cost(value = 0, takes = Takes.OPEN)
    @KeyAccess(Need.USERS_ONLY)
    @SecurityRequirement(name = "session")
    @SecurityRequirement(name = "token")
    @SecurityRequirement(name = "ticket")
    @Operation(
            operationId = "poll",
            summary = "Wait for the caller's notifications",
            description = "Answers at once if there is something after the cursor, else when there is, else empty with "
                    + "the moved cursor. Each message is one of the stream's; asyncapi.yaml has their schemas.")
    @Parameter(
            name = "after",
            description = "The cursor of the last answer. Without it the answer comes at once",
            example = "3f9a1c20-42",
            schema = @Schema(type = SchemaType.STRING, pattern = Cursor.FORM))
    @Parameter(
            name = "wait",
            description = "How many seconds the answer may take",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "60", defaultValue = USUAL_WAIT))
    @Parameter(
            name = "clientId",
            description = "The identity of an earlier poll or stream to continue",
            example = "26-21-1766811521775042",
            schema = @Schema(type = SchemaType.STRING, pattern = OpaqueId.CLIENT_FORM))
    @Parameter(
            name = "snapshot",
            description = "Answer at once, with the unread count and this many of the newest notifications",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100"))
    @Parameter(
            name = "ticket",
            description = "Signs in, once, a client that can send neither a cookie nor a header",
            schema = @Schema(type = SchemaType.STRING))
    @APIResponse(
            responseCode = "200",
            description = "Messages after the cursor",
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = PollPage.class)),
                @Content(
                        mediaType = JsonLines.MEDIA_TYPE,
                        schema = @Schema(type = SchemaType.OBJECT, description = "One in each line"),
                        examples = @ExampleObject(name = "one", value = LINES))
            })
    @APIResponse(responseCode = "400", description = "A parameter is at fault")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", description = "An API key, which has no stream, or a page that may not ask")
    public Uni<Void> poll(
            @Parameter(
                            description =
                                    "Types separated by commas, each with an optional * at its end; may be given several times",
                            schema = @Schema(type = SchemaType.STRING))
                    @QueryParam("types")
                    List<String> types,
            @QueryParam("after") @Nullable String after,
            @QueryParam("wait") @Nullable String wait,
            @QueryParam("clientId") @Nullable String clientId,
            @QueryParam("snapshot") @Nullable String snapshot,
            @QueryParam("ticket") @Nullable String ticket,
            @Context RoutingContext context) {
        Caller caller = StreamParameters.caller(identity);
        String wanted = QueryNames.joined(types);
        boolean lines = JsonLines.areAskedFor(context.request().getHeader(HttpHeaders.ACCEPT), "application/json");
        int most = (int) config.maxPollWait().toSeconds();
        int seconds = StreamParameters.number("wait", wait == null ? USUAL_WAIT : wait, 0, most);
        StreamRequest request = new StreamRequest(
                credentials.watch(caller),
                EventFilter.parse(wanted),
                LastEventId.of(null, after),
                StreamParameters.clientId(clientId),
                lines ? StreamForm.POLL_LINES : StreamForm.POLL,
                Duration.ofSeconds(seconds),
                0,
                false,
                false,
                false,
                InitialSnapshot.wanted(StreamParameters.snapshotSize(snapshot), wanted));
        return streams.open(request, context);
    }
}
