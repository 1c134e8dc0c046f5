package dev.carillon.stream;

import dev.carillon.broadcast.Loop;
import dev.carillon.broadcast.NettyLoop;
import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.identity.Caller;
import dev.carillon.sse.SseText;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Opens connections and lets go of them. */
@Singleton
class Streams {

    private final NotificationBroadcaster broadcaster;
    private final StreamConfig config;
    private final StreamMetrics metrics;
    private final Clock clock;
    private final ConcurrentHashMap<Loop, KeepAlive> keepAlives = new ConcurrentHashMap<>();

    @Inject
    Streams(NotificationBroadcaster broadcaster, StreamConfig config, StreamMetrics metrics, Clock clock) {
        this.broadcaster = broadcaster;
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** On the connection's event loop. The result completes only when this side ends the stream. */
    Uni<Void> open(StreamRequest request, RoutingContext context) {
        HttpServerRequest http = context.request();
        HttpServerResponse response = http.response();
        StreamHead.write(http);
        response.write(Buffer.buffer(SseText.retry(retryMillis())));
        StreamClient client = client(request, http);
        KeepAlive keepAlive = keepAlives.computeIfAbsent(client.loop(), loop -> new KeepAlive(loop, clock, config));
        Set<StreamClient> slot = keepAlive.add(client);
        return Uni.createFrom().emitter(emitter -> {
            // Fires at the end of the response as well as at the loss of the connection, unlike the close handler,
            // whose only slot Quarkus needs for itself.
            context.addEndHandler(ended -> {
                slot.remove(client);
                broadcaster.removeClient(client.id());
                metrics.closed(client);
                if (response.ended()) {
                    // For a lost connection Quarkus completes the request by itself; once more would count it twice.
                    emitter.complete(null);
                }
            });
            response.drainHandler(drained -> client.onWritable());
            client.onSubscribed(broadcaster.addClient(client, request.from()));
        });
    }

    private StreamClient client(StreamRequest request, HttpServerRequest http) {
        Caller caller = request.caller();
        Loop loop = new NettyLoop(((ContextInternal) Vertx.currentContext()).nettyEventLoop());
        StreamSocket socket =
                http.version() == HttpVersion.HTTP_1_1 ? Http1Socket.of(http, config) : new ResponseSocket(http);
        return new StreamClient(
                broadcaster.newClientId(caller.userId(), caller.organizationId()),
                caller,
                request.filter(),
                loop,
                socket,
                clock,
                request.pingsAsMessage(),
                request.greeting());
    }

    /** Random, because browsers reconnect after exactly this time: what was cut at once would return at once. */
    private long retryMillis() {
        return ThreadLocalRandom.current()
                .nextLong(config.retryMin().toMillis(), config.retryMax().toMillis() + 1);
    }
}
