package dev.carillon.stream;

import dev.carillon.access.session.CredentialStatus;
import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.limit.Cost.Takes;
import dev.carillon.problem.Forbidden;
import dev.carillon.problem.InvalidField;
import dev.carillon.route.QueryNames;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import dev.carillon.route.Rules.Tickets;
import dev.carillon.socket.StreamHead;
import dev.carillon.sse.LastEventId;
import dev.carillon.tenancy.OpaqueId;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.regex.Pattern;
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

    // As many as a page of the list.
    private static final int MAX_SNAPSHOT = 100;

    private static final String EXAMPLE = "retry: 4711\nid: 3f9a1c20-42\ndata: {\"type\":\"connected\","
            + "\"timestamp\":\"2026-11-23T14:24:21.000Z\",\"clientId\":\"26-21-1766811521775042\",\"resumed\":false}\n\n";

    private static final Pattern CLIENT_ID = Pattern.compile(OpaqueId.CLIENT_FORM);

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
            content =
                    @Content(
                            mediaType = "text/event-stream",
                            schema = @Schema(implementation = String.class),
                            examples = @ExampleObject(name = "connected", value = EXAMPLE)))
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
            @QueryParam("ack") @Nullable String ack,
            @QueryParam("ticket") @Nullable String ticket,
            @Context RoutingContext context) {
        Caller caller = caller();
        if (clientId != null && !CLIENT_ID.matcher(clientId).matches()) {
            throw new InvalidField("clientId", "must be 1 to 160 of A-Z a-z 0-9 _ . : @ -");
        }
        String wanted = QueryNames.joined(types);
        StreamRequest request = new StreamRequest(
                credentials.watch(caller),
                EventFilter.parse(wanted),
                LastEventId.of(header, query),
                clientId,
                isOther("keepAlive", keepAliveForm, "comment", "message"),
                isOther("ack", ack, "optional", "required"),
                acceptsGzip(context),
                InitialSnapshot.wanted(snapshotSize(snapshot), wanted));
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
        caller();
        return StreamHead.only(context.request());
    }

    private Caller caller() {
        Caller caller = Caller.of(identity);
        if (caller.isBackend()) {
            throw new Forbidden("An API key has no stream of its own; get a stream ticket for a user.");
        }
        return caller;
    }

    private static boolean acceptsGzip(RoutingContext context) {
        return context.parsedHeaders().acceptEncoding().stream()
                .anyMatch(coding -> coding.value().equalsIgnoreCase("gzip") && coding.weight() > 0);
    }

    private static int snapshotSize(@Nullable String given) {
        if (given == null) {
            return 0;
        }
        try {
            int size = Integer.parseInt(given);
            if (size >= 1 && size <= MAX_SNAPSHOT) {
                return size;
            }
        } catch (NumberFormatException e) {
            // Reported below like a number that is out of range.
        }
        throw new InvalidField("snapshot", "must be a whole number from 1 to " + MAX_SNAPSHOT);
    }

    /** Whether the second of two values is given; the first is the default. */
    private static boolean isOther(String name, @Nullable String given, String usual, String other) {
        if (given == null || given.equals(usual)) {
            return false;
        }
        if (!given.equals(other)) {
            throw new InvalidField(name, "must be " + usual + " or " + other);
        }
        return true;
    }
}
