package dev.carillon.stream;

import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.fanout.DisconnectReason;
import dev.carillon.identity.Caller;
import dev.carillon.limit.Audiences;
import dev.carillon.limit.StreamRateLimiter;
import dev.carillon.preference.MutedTypes;
import dev.carillon.preference.PodPreferences;
import dev.carillon.receipt.ClientPosition;
import dev.carillon.receipt.ClientPositions;
import dev.carillon.socket.ConnectionHijack;
import dev.carillon.socket.GzipSocket;
import dev.carillon.socket.LineSocket;
import dev.carillon.socket.Loop;
import dev.carillon.socket.NettyLoop;
import dev.carillon.socket.OpenStream;
import dev.carillon.socket.ResponseSocket;
import dev.carillon.socket.SharedBytes;
import dev.carillon.socket.SocketLimits;
import dev.carillon.socket.StreamHead;
import dev.carillon.socket.StreamSocket;
import dev.carillon.sse.Gzip;
import dev.carillon.sse.LastEventId;
import dev.carillon.sse.SseText;
import dev.carillon.tenancy.LogUnavailable;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens streams, keeps the set of open ones, and ends them. */
@Singleton
public class Streams {

    private static final byte[] NO_BYTES = {};

    // All that wait ask together, so this is one query a second.
    private static final Duration HOLD_AGAIN = Duration.ofSeconds(1);

    private final NotificationBroadcaster broadcaster;
    private final ClientPositions positions;
    private final Snapshots snapshots;
    private final PodPreferences preferences;
    private final ExecutorService blocking;
    private final StreamConfig config;
    private final SocketLimits limits;
    private final StreamMetrics metrics;
    private final Clock clock;
    private final ConnectionMaintenance maintenance;
    private final StreamRateLimiter opens;
    private final Audiences audiences;
    private final ConcurrentHashMap<Loop, KeepAlive> keepAlives = new ConcurrentHashMap<>();
    private final UserStreams userStreams;
    private final ConcurrentHashMap<StreamClient, PodPreferences.Hold> open = new ConcurrentHashMap<>();
    // Streams that are admitted but not yet open.
    private final AtomicInteger opening = new AtomicInteger();
    private volatile boolean draining;

    @Inject
    Streams(
            NotificationBroadcaster broadcaster,
            ClientPositions positions,
            Snapshots snapshots,
            PodPreferences preferences,
            @VirtualThreads ExecutorService blocking,
            StreamConfig config,
            StreamMetrics metrics,
            Clock clock,
            ConnectionMaintenance maintenance,
            StreamRateLimiter opens,
            Audiences audiences) {
        this.broadcaster = broadcaster;
        this.positions = positions;
        this.snapshots = snapshots;
        this.preferences = preferences;
        this.blocking = blocking;
        this.config = config;
        this.limits = config.socketLimits();
        this.metrics = metrics;
        this.clock = clock;
        this.maintenance = maintenance;
        this.userStreams = new UserStreams(config.maxPerUser());
        this.opens = opens;
        this.audiences = audiences;
    }

    /** On the connection's event loop. The result completes only when this side ends the stream. */
    Uni<Void> open(StreamRequest request, RoutingContext context) {
        HttpServerRequest http = context.request();
        if (draining) {
            return reject(request, http, RejectReason.DRAIN, config.randomRetryMillis());
        }
        if (open.size() >= config.maxPerPod()) {
            return reject(request, http, RejectReason.POD_FULL, config.randomBusyRetryMillis());
        }
        if (!opens.admit(request.caller())) {
            return Uni.createFrom()
                    .completionStage(() -> opens.holdBack(request.caller()))
                    .chain(held -> reject(request, http, RejectReason.BUSY, config.randomBusyRetryMillis()));
        }
        opening.incrementAndGet();
        beginResponse(request, http);
        Context own = Vertx.currentContext();
        Loop loop = NettyLoop.current();
        // The connection cannot be taken at once: the server may not have read the end of the request yet.
        http.resume();
        return Uni.createFrom().emitter(emitter -> own.runOnContext(v -> begin(request, context, emitter, loop)));
    }

    private void beginResponse(StreamRequest request, HttpServerRequest http) {
        if (isCompressed(request)) {
            StreamHead.writeCompressed(http);
            http.response().write(Buffer.buffer(Gzip.header()));
        } else {
            request.form().writeHead(http);
            byte[] first = request.form() == StreamForm.EVENTS ? SseText.retry(config.randomRetryMillis()) : NO_BYTES;
            // The server sends the head with the first write only, even if that has no bytes.
            http.response().write(Buffer.buffer(first));
        }
    }

    private boolean isCompressed(StreamRequest request) {
        return request.acceptsGzip() && config.gzip();
    }

    /**
     * On the request's context: if completed outside it, the trace would stay on the event loop for all later requests.
     */
    private void begin(StreamRequest request, RoutingContext context, UniEmitter<? super Void> emitter, Loop loop) {
        if (context.response().closed()) {
            opening.decrementAndGet();
            return;
        }
        StreamSocket socket = ConnectionHijack.of(context.request(), limits);
        if (socket == null) {
            socket = new ResponseSocket(context.request(), new OpenStream(context, emitter), limits);
        } else {
            emitter.complete(null);
        }
        if (isCompressed(request) || request.form() == StreamForm.LINES) {
            socket = isCompressed(request) ? new GzipSocket(socket) : new LineSocket(socket);
            socket.write(SharedBytes.of(SseText.retry(config.randomRetryMillis())));
        }
        hold(request, socket, loop, loop.nanoTime() + config.keepAlive().toNanos());
    }

    /**
     * Before the snapshot is read: a change between the two is told on the stream.
     *
     * @param patience until then it is tried again, by the loop's clock
     */
    private void hold(StreamRequest request, StreamSocket socket, Loop loop, long patience) {
        Caller caller = request.caller();
        preferences.hold(caller.organizationId(), caller.userId()).whenComplete((hold, failure) -> {
            if (failure instanceof PodPreferences.Full) {
                loop.execute(() -> sendAgain(request, socket, RejectReason.POD_FULL));
            } else if (failure != null) {
                loop.execute(() -> holdLater(request, socket, loop, patience));
            } else if (request.needsDatabase()) {
                blocking.execute(() -> findPlace(request, hold, socket, loop));
            } else {
                loop.execute(() -> start(request, hold, socket, loop));
            }
        });
    }

    /** A stream that asks the database for nothing else waits for it as it does later, but not longer than to a keep-alive. */
    private void holdLater(StreamRequest request, StreamSocket socket, Loop loop, long patience) {
        if (socket.isClosed()) {
            opening.decrementAndGet();
        } else if (draining || request.needsDatabase() || request.form().isPoll() || loop.nanoTime() - patience >= 0) {
            sendAgain(request, socket, RejectReason.UNAVAILABLE);
        } else {
            loop.schedule(HOLD_AGAIN, () -> hold(request, socket, loop, patience));
        }
    }

    /** A native EventSource never reconnects after an error status, but does after a stream that ends. */
    private Uni<Void> reject(StreamRequest request, HttpServerRequest http, RejectReason reason, long retryMillis) {
        metrics.rejected(reason);
        if (http.response().closed()) {
            return Uni.createFrom().voidItem();
        }
        request.form().writeHead(http);
        Buffer answer = Buffer.buffer(RejectedStream.body(request, clock.instant(), retryMillis, reason));
        return Uni.createFrom()
                .completionStage(() -> http.response().end(answer).toCompletionStage())
                .onFailure()
                .recoverWithNull();
    }

    /** On a worker: finds the client's cursor by its acknowledgements, if it has any, and reads its snapshot. */
    private void findPlace(StreamRequest request, PodPreferences.Hold hold, StreamSocket socket, Loop loop) {
        try {
            StreamRequest placed = snapshots.greet(request.needsPosition() ? place(request) : request);
            loop.execute(() -> start(placed, hold, socket, loop));
        } catch (LogUnavailable e) {
            hold.release();
            loop.execute(() -> sendAgain(request, socket, RejectReason.UNAVAILABLE));
        } catch (RuntimeException e) {
            hold.release();
            loop.execute(() -> sendAgain(request, socket, RejectReason.UNAVAILABLE));
            throw e;
        }
    }

    /** Ends the stream for a retry: beginning at the head would lose the notifications that are not acknowledged. */
    private void sendAgain(StreamRequest request, StreamSocket socket, RejectReason reason) {
        opening.decrementAndGet();
        metrics.rejected(reason);
        if (!socket.isClosed()) {
            long retry = config.randomBusyRetryMillis();
            socket.write(SharedBytes.of(
                    request.form().isPoll()
                            ? RejectedStream.body(request, clock.instant(), retry, reason)
                            : RejectedStream.events(clock.instant(), retry, reason)));
            socket.end();
        }
    }

    private StreamRequest place(StreamRequest request) {
        Caller caller = request.caller();
        String clientId = Objects.requireNonNull(request.clientId());
        Optional<ClientPosition> known = positions.find(caller.organizationId(), clientId, caller.userId());
        if (known.isEmpty()) {
            return request;
        }
        boolean given = !(request.from() instanceof LastEventId.Absent);
        return given
                ? request
                : request.withPlace(clientId, new LastEventId.At(known.get().acknowledged()));
    }

    private void start(StreamRequest request, PodPreferences.Hold hold, StreamSocket socket, Loop loop) {
        try {
            if (socket.isClosed()) {
                hold.release();
            } else {
                add(request, hold, socket, loop);
            }
        } finally {
            opening.decrementAndGet();
        }
    }

    private void add(StreamRequest request, PodPreferences.Hold hold, StreamSocket socket, Loop loop) {
        Caller caller = request.caller();
        String id = request.clientId() == null
                ? broadcaster.newClientId(caller.userId(), caller.organizationId())
                : request.clientId();
        StreamClient client = client(id, request, hold.first(), socket, loop);
        Set<StreamClient> slot = keepAlives
                .computeIfAbsent(loop, l -> new KeepAlive(l, clock, config.keepAlive(), maintenance::check))
                .add(client);
        open.put(client, hold);
        hold.watch(client);
        audiences.join(caller.organizationId());
        userStreams.add(client);
        socket.listen(new StreamSocket.Listener() {
            @Override
            public void onWritable() {
                client.onWritable();
            }

            @Override
            public void onFailed() {
                client.disconnect(DisconnectReason.FAILED);
            }

            @Override
            public void onClosed() {
                slot.remove(client);
                client.onClosed();
                forget(client);
            }
        });
        broadcaster.addClient(client, request.from());
        if (draining) {
            // Admitted before the drain, but opened too late to be part of it.
            client.disconnect(DisconnectReason.DRAIN);
        }
    }

    private StreamClient client(String id, StreamRequest request, MutedTypes muted, StreamSocket socket, Loop loop) {
        return request.form().isPoll()
                ? new PollClient(id, request, muted, loop, socket, clock, config, this::forget)
                : new StreamClient(id, request, muted, loop, socket, clock, config);
    }

    /** A poll is forgotten when it is answered, before its connection has ended; the second call does nothing. */
    private void forget(StreamClient client) {
        PodPreferences.Hold hold = open.remove(client);
        if (hold == null) {
            return;
        }
        hold.release(client);
        audiences.leave(client.organizationId());
        userStreams.remove(client);
        broadcaster.removeClient(client);
        if (client instanceof PollClient poll) {
            metrics.closed(poll);
        } else {
            metrics.closed(client);
        }
    }

    /** From now on new streams are sent to other pods. */
    public void rejectNew() {
        draining = true;
    }

    /** Number of streams that are admitted and not yet open or ended. */
    public int opening() {
        return opening.get();
    }

    /** The streams that are open now, in no order. */
    public Collection<? extends OpenClient> openClients() {
        return List.copyOf(open.keySet());
    }
}
