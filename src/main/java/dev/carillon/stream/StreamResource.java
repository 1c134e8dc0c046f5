package dev.carillon.stream;

import dev.carillon.identity.Caller;
import dev.carillon.problem.BadField;
import dev.carillon.problem.Problem;
import dev.carillon.sse.LastEventId;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where a browser's {@code EventSource} connects. Reads the request; {@link Streams} does the rest. */
@Path("/api/notifications/stream")
@Tag(name = "Notifications")
public class StreamResource {

    // As many as a page of the list.
    private static final int MAX_SNAPSHOT = 100;

    private final Streams streams;
    private final SnapshotStreams snapshotStreams;
    private final SecurityIdentity identity;

    StreamResource(Streams streams, SnapshotStreams snapshotStreams, SecurityIdentity identity) {
        this.streams = streams;
        this.snapshotStreams = snapshotStreams;
        this.identity = identity;
    }

    /**
     * Opens a stream of the caller's notifications. Runs on the connection's event loop.
     *
     * @param types which types to send: {@code session_*,payment.failed}; all by default
     * @param query the position to resume from, for a new {@code EventSource}, which cannot set the header
     * @param header the position to resume from, as browsers send it; wins over the parameter
     * @param snapshot how many of the newest notifications to begin with, together with the unread count
     * @param keepAlive {@code message} for keep-alives that a page can see, as it cannot see comments
     */
    @GET
    @Authenticated
    @Operation(summary = "Receive the caller's notifications as they are created")
    @APIResponse(
            responseCode = "200",
            description = "The stream",
            content = @Content(mediaType = "text/event-stream", schema = @Schema(implementation = String.class)))
    @APIResponse(
            responseCode = "400",
            description = "A parameter is at fault",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    public Uni<Void> open(
            @QueryParam("types") String types,
            @QueryParam("lastEventId") String query,
            @HeaderParam("Last-Event-ID") String header,
            @QueryParam("snapshot") String snapshot,
            @QueryParam("keepAlive") String keepAlive,
            @Context RoutingContext context) {
        if (keepAlive != null && !keepAlive.equals("message") && !keepAlive.equals("comment")) {
            throw new BadField("keepAlive", "must be comment or message");
        }
        StreamRequest request = new StreamRequest(
                Caller.of(identity),
                EventFilter.parse(types),
                LastEventId.of(header, query),
                "message".equals(keepAlive),
                Greeting.NONE);
        return snapshot == null
                ? streams.open(request, context)
                : snapshotStreams.open(request, size(snapshot), types, context);
    }

    private static int size(String snapshot) {
        try {
            int size = Integer.parseInt(snapshot);
            if (size >= 1 && size <= MAX_SNAPSHOT) {
                return size;
            }
        } catch (NumberFormatException e) {
            // Told below like a number that is out of range.
        }
        throw new BadField("snapshot", "must be a whole number from 1 to " + MAX_SNAPSHOT);
    }
}
