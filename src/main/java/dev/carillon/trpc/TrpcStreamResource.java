package dev.carillon.trpc;

import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.limit.Cost.Takes;
import dev.carillon.problem.InvalidField;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import dev.carillon.stream.StreamResource;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * The stream as a tRPC subscription, for {@code httpSubscriptionLink}: its client reads unnamed events with an id as tracked
 * data, which is what the stream sends anyway.
 */
@Path("/api/trpc/notifications.stream")
@Tag(name = "tRPC")
public class TrpcStreamResource {

    private final StreamResource stream;
    private final TrpcInput inputs;

    TrpcStreamResource(StreamResource stream, TrpcInput inputs) {
        this.stream = stream;
        this.inputs = inputs;
    }

    @GET
    @Rules(Effect.OPENS_STREAM)
    @Cost(value = 0, takes = Takes.OPEN)
    @KeyAccess(Need.USERS_ONLY)
    @Operation(operationId = "trpcSubscription", summary = "Subscribe to the caller's notifications with tRPC's client")
    @APIResponse(
            responseCode = "200",
            description = "The stream",
            content = @Content(mediaType = "text/event-stream", schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    public Uni<Void> subscribe(
            @Parameter(description = "JSON: types, clientId, snapshot, lastEventId; all may be left out")
                    @QueryParam("input")
                    @Nullable
                    String input,
            @Parameter(description = "The cursor to resume after, as browsers send it")
                    @HeaderParam("Last-Event-ID")
                    @Nullable
                    String lastEventId,
            @Context RoutingContext context) {
        SubscriptionInput wanted = read(input);
        return stream.open(
                wanted.types() == null ? List.of() : wanted.types(),
                wanted.lastEventId(),
                lastEventId,
                wanted.clientId(),
                wanted.snapshot() == null ? null : wanted.snapshot().toString(),
                null,
                null,
                null,
                null,
                context);
    }

    private SubscriptionInput read(@Nullable String input) {
        try {
            return inputs.optional(inputs.parse(input), SubscriptionInput.class, SubscriptionInput.NONE);
        } catch (TrpcFailure e) {
            throw new InvalidField("input", "is at fault: " + e.getMessage());
        }
    }
}
