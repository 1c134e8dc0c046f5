package dev.carillon.stream;

import dev.carillon.inbox.Inbox;
import dev.carillon.inbox.InboxMessages;
import dev.carillon.inbox.InboxSnapshot;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.SseText;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Opens streams that begin with the newest of the inbox. The snapshot is read first and the stream then begins at the
 * snapshot's own position, so that between the two nothing is missing and nothing comes twice.
 */
@Singleton
class SnapshotStreams {

    private static final Logger LOG = Logger.getLogger(SnapshotStreams.class);

    private final Streams streams;
    private final Inbox inbox;
    private final InboxMessages messages;
    private final StreamConfig config;

    @Inject
    SnapshotStreams(Streams streams, Inbox inbox, InboxMessages messages, StreamConfig config) {
        this.streams = streams;
        this.inbox = inbox;
        this.messages = messages;
        this.config = config;
    }

    /** On the connection's event loop, as {@link Streams#open}. */
    Uni<Void> open(StreamRequest request, int size, String types, RoutingContext context) {
        Context loop = Vertx.currentContext();
        return Uni.createFrom()
                .completionStage(() -> inbox.snapshot(request.caller(), size, types))
                .map(snapshot -> request.greetedBy(messages.snapshot(snapshot), position(snapshot)))
                .emitOn(task -> loop.runOnContext(onLoop -> task.run()))
                .onItemOrFailure()
                .transformToUni((greeted, failure) -> {
                    if (context.response().closed()) {
                        return Uni.createFrom().voidItem();
                    }
                    return failure == null ? streams.open(greeted, context) : sendAway(context, failure);
                });
    }

    private static Cursor position(InboxSnapshot snapshot) {
        return new Cursor(snapshot.epoch(), snapshot.head());
    }

    /** An EventSource never comes back after an error status, but it does after a closed stream. */
    private Uni<Void> sendAway(RoutingContext context, Throwable failure) {
        LOG.warnf(failure, "No snapshot for a stream");
        StreamHead.write(context.request());
        HttpServerResponse response = context.response();
        long retry = ThreadLocalRandom.current()
                .nextLong(config.retryMin().toMillis(), config.retryMax().toMillis() + 1);
        return Uni.createFrom()
                .completionStage(
                        () -> response.end(Buffer.buffer(SseText.retry(retry))).toCompletionStage());
    }
}
