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
import dev.carillon.socket.StreamHead;
import dev.carillon.sse.JsonLines;
import dev.carillon.sse.LastEventId;
import dev.carillon.tenancy.OpaqueId;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The endpoint of a browser's {@code EventSource}. Reads the request; {@link Streams} does the rest. */
@Path("/api/notifications/stream")
@Tag(name = "Notifications")
public class StreamResource {

    // Above the buffers of the usual proxies.
    private static final int MAX_PADDING = 32_768;

    private static final String EVENT_STREAM = "text/event-stream";

    private static final String EXAMPLE = "retry: 4711\nid: 3f9a1c20-42\ndata: {\"type\":\"connected\","
            + "\"timestamp\":\"2026-11-23T14:24:21.000Z\",\"clientId\":\"26-21-1766811521775042\",\"resumed\":false}\n\n";

    private static final String LINES_EXAMPLE = "{\"cursor\":\"3f9a1c20-42\",\"retryInMs\":4711,\"type\":\"connected\","
            + "\"timestamp\":\"2026-11-23T14:24:21.000Z\",\"clientId\":\"26-21-1766811521775042\","
            + "\"caller\":\"21/26\",\"resumed\":false}\n"
            + "{\"cursor\":\"3f9a1c20-42\",\"type\":\"ping\",\"timestamp\":\"2026-11-23T14:24:51.000Z\"}\n";

    private final Streams streams;
    private final CredentialStatus credentials;
    private final SecurityIdentity identity;

    StreamResource(Streams streams, CredentialStatus credentials, SecurityIdentity identity) {
        this.streams = streams;
        this.credentials = credentials;
        this.identity = identity;
    }

    /**
     * Opens a stream of the caller's notifications. Runs on the connection's event loop.
     *
     * @param types the types to send: {@code session_*,payment.failed}; all by default
     * @param query the cursor to resume from, for a new {@code EventSource}, which cannot set the header
     * @param header the cursor to resume from, as browsers send it; wins over the parameter
     * @param clientId the identity of an earlier stream to continue, across page loads
     * @param padding bytes more behind the first message, for a proxy that waits for them
     * @param ack {@code required} to be disconnected, and to resume at the last acknowledgement, if one is missing
     * @param ticket not read here: it has authenticated the request and is used up
     * @param snapshot number of newest notifications to begin with, together with the unread count
     * @param keepAliveForm {@code message} for keep-alives that a page can see, because it cannot see comments
     */
    @GET
    @Rules(value = Effect.OPENS_STREAM, tickets = Tickets.REDEEMED)
    @Cost(value = 0, takes = Takes.OPEN)
    @KeyAccess(Need.USERS_ONLY)
    @SecurityRequirement(name = "session")
    @SecurityRequirement(name = "token")
    @SecurityRequirement(name = "ticket")
    @Operation(
            operationId = "openStream",
            summary = "Receive the caller's notifications as they are created",
            description = "Each event's data is a JSON message; asyncapi.yaml has their schemas.")
    @Parameter(
            name = "lastEventId",
            description = "The cursor to resume after, for a new EventSource, which cannot set the header",
            example = "3f9a1c20-42",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "Last-Event-ID",
            in = ParameterIn.HEADER,
            description = "The cursor to resume after, as browsers send it; goes before the parameter",
            example = "3f9a1c20-42",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "clientId",
            description = "The identity of an earlier stream to continue",
            example = "26-21-1766811521775042",
            schema = @Schema(type = SchemaType.STRING, pattern = OpaqueId.CLIENT_FORM))
    @Parameter(
            name = "snapshot",
            description = "Begin with the unread count and this many of the newest notifications",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100"))
    @Parameter(
            name = "keepAlive",
            description = "message for keep-alives that a page can see",
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"comment", "message"},
                            defaultValue = "comment"))
    @Parameter(
            name = "padding",
            description =
                    "Send this many bytes more behind the first message, for a proxy that waits for them, and a ping"
                            + " a second later; uncompressed",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "32768"))
    @Parameter(
            name = "ack",
            description = "required to be disconnected if an acknowledgement is missing, and to resume there",
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"optional", "required"},
                            defaultValue = "optional"))
    @Parameter(
            name = "ticket",
            description = "Signs in, once, a client that can send neither a cookie nor a header",
            schema = @Schema(type = SchemaType.STRING))
    @APIResponse(
            responseCode = "200",
            description = "The stream",
            content = {
                @Content(
                        mediaType = EVENT_STREAM,
                        schema = @Schema(implementation = String.class),
                        examples = @ExampleObject(name = "connected", value = EXAMPLE)),
                @Content(
                        mediaType = JsonLines.MEDIA_TYPE,
                        schema = @Schema(type = SchemaType.OBJECT, description = "One in each line"),
                        examples = @ExampleObject(name = "connected", value = LINES_EXAMPLE))
            })
    @APIResponse(responseCode = "400", description = "A parameter is at fault")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", description = "An API key, which has no stream, or a page that may not open it")
    public Uni<Void> open(
            @Parameter(
                            description =
                                    "Types separated by commas, each with an optional * at its end; may be given several times",
                            schema = @Schema(type = SchemaType.STRING))
                    @QueryParam("types")
                    List<String> types,
            @QueryParam("lastEventId") @Nullable String query,
            @HeaderParam("Last-Event-ID") @Nullable String header,
            @QueryParam("clientId") @Nullable String clientId,
            @QueryParam("snapshot") @Nullable String snapshot,
            @QueryParam("keepAlive") @Nullable String keepAliveForm,
            @QueryParam("padding") @Nullable String padding,
            @QueryParam("ack") @Nullable String ack,
            @QueryParam("ticket") @Nullable String ticket,
            @Context RoutingContext context) {
        Caller caller = StreamParameters.caller(identity);
        String wanted = QueryNames.joined(types);
        boolean lines = JsonLines.areAskedFor(context.request().getHeader(HttpHeaders.ACCEPT), EVENT_STREAM);
        StreamRequest request = new StreamRequest(
                credentials.watch(caller),
                EventFilter.parse(wanted),
                LastEventId.of(header, query),
                StreamParameters.clientId(clientId),
                lines ? StreamForm.LINES : StreamForm.EVENTS,
                Duration.ZERO,
                padding == null ? 0 : StreamParameters.number("padding", padding, 1, MAX_PADDING),
                // A reader of lines gets messages alone.
                StreamParameters.isOther("keepAlive", keepAliveForm, "comment", "message") || lines,
                StreamParameters.isOther("ack", ack, "optional", "required"),
                acceptsGzip(context) && !lines && padding == null,
                InitialSnapshot.wanted(StreamParameters.snapshotSize(snapshot), wanted));
        return streams.open(request, context);
    }

    /**
     * The head of such a stream, for callers that want to know whether it would be opened. Opens none and uses up no
     * ticket. Runs on the connection's event loop.
     */
    @HEAD
    @Rules(value = Effect.READS, tickets = Tickets.LOOKED_AT)
    @Cost(2)
    @KeyAccess(Need.USERS_ONLY)
    @SecurityRequirement(name = "session")
    @SecurityRequirement(name = "token")
    @SecurityRequirement(name = "ticket")
    @Operation(operationId = "askForStream", summary = "Learn whether a stream would be opened; none is")
    @APIResponse(responseCode = "200", description = "The head of a stream")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", description = "An API key, which has no stream")
    public Uni<Void> head(@Context RoutingContext context) {
        StreamParameters.caller(identity);
        return StreamHead.only(context.request());
    }

    private static boolean acceptsGzip(RoutingContext context) {
        return context.parsedHeaders().acceptEncoding().stream()
                .anyMatch(coding -> coding.value().equalsIgnoreCase("gzip") && coding.weight() > 0);
    }
}
