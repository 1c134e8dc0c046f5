package dev.carillon.console;

import dev.carillon.access.session.CredentialStatus;
import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.identity.Caller;
import dev.carillon.limit.StreamRateLimiter;
import dev.carillon.socket.OpenStream;
import dev.carillon.socket.StreamHead;
import dev.carillon.sse.SseText;
import dev.carillon.stream.StreamMessage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The open consoles of this pod. */
@Singleton
class ConsoleStreams {

    // Operators wait for consoles, and there are few: they reconnect quickly, but not all at the same moment.
    private static final long RETRY_MILLIS_MIN = 1_000;
    private static final long RETRY_MILLIS_MAX = 3_000;

    private final ConsoleConfig config;
    private final CredentialStatus credentials;
    private final Clock clock;
    private final StreamRateLimiter opens;
    private final Counter rejected;
    private final Set<ConsoleStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    @Inject
    ConsoleStreams(
            ConsoleConfig config,
            CredentialStatus credentials,
            NotificationBroadcaster broadcaster,
            Vertx vertx,
            Clock clock,
            StreamRateLimiter opens,
            MeterRegistry registry) {
        this.config = config;
        this.credentials = credentials;
        this.clock = clock;
        this.opens = opens;
        this.rejected = Counter.builder("carillon.console.refused")
                .description("Consoles that were rejected because too many were open")
                .register(registry);
        Gauge.builder("carillon.console.streams", open, Set::size)
                .description("Consoles that are open on this pod")
                .strongReference(true)
                .register(registry);
        if (config.enabled()) {
            broadcaster.podMessages().addDisconnectListener(this::onDisconnect);
            vertx.setPeriodic(config.recheck().toMillis(), timer -> recheck());
        }
    }

    /** On the connection's event loop. The result completes only when this side ends the stream. */
    Uni<Void> open(Caller caller, RoutingContext context) {
        StreamHead.write(context.request());
        ConsoleStream stream = new ConsoleStream(credentials.watch(caller), Vertx.currentContext(), context.response());
        if (draining || open.size() >= config.maxStreams() || !opens.admit(caller)) {
            rejected.increment();
            stream.end(StreamMessage.reconnect(clock.instant(), draining ? "drain" : "busy"), retryMillis());
            return Uni.createFrom().voidItem();
        }
        // The first line of the first event that follows.
        context.response().write(Buffer.buffer(SseText.retry(retryMillis())));
        return Uni.createFrom().emitter(emitter -> {
            open.add(stream);
            new OpenStream(context, emitter).onClosed(() -> open.remove(stream));
        });
    }

    private static long retryMillis() {
        return ThreadLocalRandom.current().nextLong(RETRY_MILLIS_MIN, RETRY_MILLIS_MAX + 1);
    }

    boolean isWatched() {
        return !open.isEmpty();
    }

    /**
     * From any thread.
     *
     * @param whole for new consoles
     * @param now for the others
     */
    void tell(byte[] whole, byte[] now) {
        Buffer wholeEvent = Buffer.buffer(SseText.event(whole));
        Buffer nowEvent = Buffer.buffer(SseText.event(now));
        open.forEach(stream -> stream.run(() -> stream.tell(wholeEvent, nowEvent)));
    }

    private void recheck() {
        long now = System.nanoTime();
        for (ConsoleStream stream : open) {
            if (now - stream.openedAt() > config.maxAge().toNanos()) {
                end(stream, StreamMessage.reconnect(clock.instant(), "max_age"));
            } else {
                credentials.ifEnded(
                        stream.admitted(), () -> end(stream, StreamMessage.sessionExpired(clock.instant())));
            }
        }
    }

    private void onDisconnect(String organizationId, @Nullable String userId, @Nullable String credential) {
        Predicate<Caller> meant = caller -> organizationId.equals(caller.organizationId())
                && (userId == null || userId.equals(caller.userId()))
                && (credential == null || credential.equals(caller.credential().tag()));
        open.stream()
                .filter(stream -> meant.test(stream.admitted().caller()))
                .forEach(stream -> end(stream, StreamMessage.sessionExpired(clock.instant())));
    }

    /** From now on consoles are rejected and find other pods. */
    void drain() {
        draining = true;
        open.forEach(stream -> end(stream, StreamMessage.reconnect(clock.instant(), "drain")));
    }

    private static void end(ConsoleStream stream, byte[] farewell) {
        stream.run(() -> stream.end(farewell, retryMillis()));
    }
}
