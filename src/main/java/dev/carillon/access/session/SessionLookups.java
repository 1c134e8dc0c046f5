package dev.carillon.access.session;

import dev.carillon.batch.Coalescer;
import dev.carillon.socket.OwnContext;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks Redis for many sessions in one command: while one is in flight, further lookups gather for the next. Otherwise
 * ten thousand returning users would wait for ten thousand round trips, and be rejected after a second as if Redis were
 * gone. From any thread.
 */
final class SessionLookups implements SessionStore {

    // The event loop answers a batch in one go and Redis does one thing at a time: neither may be busy for long.
    private static final int BATCH = 250;

    private final Vertx vertx;
    private final Redis redis;
    private final boolean cluster;
    private final Duration timeout;
    private final Coalescer<Asker> lookups;
    // By System.nanoTime; null while Redis answers.
    private volatile @Nullable Long failedAt;

    /** @param cluster whether the keys lie on several Redis nodes */
    SessionLookups(Vertx vertx, Redis redis, boolean cluster, Duration timeout) {
        this.vertx = vertx;
        this.redis = redis;
        this.cluster = cluster;
        this.timeout = timeout;
        // Later in this turn of the loop: a keep-alive tick asks for many, which would otherwise take two commands.
        this.lookups =
                new Coalescer<>(BATCH, task -> vertx.getOrCreateContext().runOnContext(turn -> task.run()), this::ask);
    }

    @Override
    public Future<String> get(String key) {
        // One command answers requests of several event loops, so each answer goes back to its own context.
        Promise<String> answer = OwnContext.current(vertx).promise();
        get(key, answer);
        return answer.future();
    }

    @Override
    public void get(String key, Handler<AsyncResult<String>> answer) {
        lookups.add(new Asker(key, OwnContext.current(vertx), answer));
    }

    @Override
    public Future<Void> delete(String key) {
        return redis.send(Request.cmd(Command.DEL).arg(key))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .mapEmpty();
    }

    @Override
    public boolean hasJustFailed() {
        Long at = failedAt;
        return at != null && System.nanoTime() - at < 2 * timeout.toNanos();
    }

    private CompletionStage<?> ask(List<Asker> askers) {
        Map<String, List<Asker>> byKey = new LinkedHashMap<>();
        askers.forEach(asker ->
                byKey.computeIfAbsent(asker.key(), key -> new ArrayList<>(1)).add(asker));
        List<String> keys = List.copyOf(byKey.keySet());
        // Tried twice, because a pooled connection may close just as it is handed out.
        return values(keys)
                .recover(failure -> values(keys))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(reply -> {
                    failedAt = reply.succeeded() ? null : Long.valueOf(System.nanoTime());
                    Iterator<Response> value =
                            reply.succeeded() ? reply.result().iterator() : null;
                    byKey.values().forEach(same -> {
                        AsyncResult<String> answer =
                                value == null ? Future.failedFuture(reply.cause()) : answer(value.next());
                        same.forEach(asker -> asker.tell(answer));
                    });
                })
                .toCompletionStage();
    }

    private static AsyncResult<String> answer(Response stored) {
        return Future.succeededFuture(stored == null ? null : stored.toString());
    }

    private Future<List<Response>> values(List<String> keys) {
        return cluster ? oneByOne(keys) : together(keys);
    }

    private Future<List<Response>> together(List<String> keys) {
        Request get = Request.cmd(Command.MGET);
        keys.forEach(get::arg);
        return redis.send(get).map(reply -> reply.stream().toList());
    }

    /**
     * Not MGET: the library splits it over several servers and returns the values in the order of the parts, so a
     * session would get another one's. Over one connection this is still one round trip to each server.
     */
    private Future<List<Response>> oneByOne(List<String> keys) {
        return redis.connect().compose(connection -> {
            List<Future<Response>> values = keys.stream()
                    .map(key -> connection.send(Request.cmd(Command.GET).arg(key)))
                    .toList();
            return Future.all(values).map(all -> all.<Response>list()).onComplete(done -> connection.close());
        });
    }

    private record Asker(String key, OwnContext context, Handler<AsyncResult<String>> answer) {
        void tell(AsyncResult<String> value) {
            // At once where this is the asker's event loop.
            context.emit(value, answer);
        }
    }
}
