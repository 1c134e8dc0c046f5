package dev.carillon.identity;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Asks Redis for everybody who wants to know at the moment in one command: while one is under way, further wishes
 * gather for the next. A herd of ten thousand users would otherwise wait for ten thousand round trips, and whoever comes
 * after a second of them is sent away as if Redis were gone. From any thread.
 */
final class SessionLookups {

    // The event loop answers a batch in one go and Redis does one thing at a time: neither is to be kept for long.
    private static final int BATCH = 250;

    private final Vertx vertx;
    private final Redis redis;
    private final boolean cluster;
    private final Duration timeout;
    private final Map<String, Asker> wanted = new LinkedHashMap<>();
    private boolean asking;
    // By System.nanoTime; null while Redis answers.
    private volatile Long failedAt;

    /** @param cluster whether the keys lie on several servers */
    SessionLookups(Vertx vertx, Redis redis, boolean cluster, Duration timeout) {
        this.vertx = vertx;
        this.redis = redis;
        this.cluster = cluster;
        this.timeout = timeout;
    }

    /** The value as of a command that begins after this call, on the caller's context; null if there is none. */
    Future<String> get(String key) {
        // Each on its own context, because one command answers requests of several event loops.
        Promise<String> answer = ((ContextInternal) vertx.getOrCreateContext()).promise();
        get(key, answer);
        return answer.future();
    }

    /** The same for those who ask for thousands: nothing is made but what holds {@code answer}. */
    void get(String key, Handler<AsyncResult<String>> answer) {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        synchronized (this) {
            wanted.merge(key, new Asker(context, answer, null), (first, another) -> another.before(first));
            if (asking) {
                return;
            }
            asking = true;
        }
        // Later in this turn of the loop: a tick of the keep-alive wants many, and would be answered in two commands.
        context.runOnContext(turn -> ask());
    }

    /** Whether Redis has just not answered; false again when it does, or when nobody has asked for a while. */
    boolean hasJustFailed() {
        Long at = failedAt;
        return at != null && System.nanoTime() - at < 2 * timeout.toNanos();
    }

    private void ask() {
        Map<String, Asker> asked = take();
        if (asked.isEmpty()) {
            return;
        }
        List<String> keys = List.copyOf(asked.keySet());
        // Once more, because a connection of the pool may end in the moment in which it is handed out.
        Future<List<Response>> values = values(keys).recover(failure -> values(keys));
        values.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS).onComplete(reply -> {
            failedAt = reply.succeeded() ? null : Long.valueOf(System.nanoTime());
            if (reply.succeeded()) {
                answer(asked, reply.result());
            } else {
                asked.values().forEach(askers -> askers.tell(Future.failedFuture(reply.cause())));
            }
            ask();
        });
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
     * The library cuts an MGET over several servers in pieces and gives their answers in the order of the pieces: a
     * session would be answered with somebody else's. Over one connection this still is one round trip to each server.
     */
    private Future<List<Response>> oneByOne(List<String> keys) {
        return redis.connect().compose(connection -> {
            List<Future<Response>> values = keys.stream()
                    .map(key -> connection.send(Request.cmd(Command.GET).arg(key)))
                    .toList();
            return Future.all(values).map(all -> all.<Response>list()).onComplete(done -> connection.close());
        });
    }

    private synchronized Map<String, Asker> take() {
        Map<String, Asker> taken = new LinkedHashMap<>();
        Iterator<Map.Entry<String, Asker>> next = wanted.entrySet().iterator();
        while (taken.size() < BATCH && next.hasNext()) {
            Map.Entry<String, Asker> entry = next.next();
            taken.put(entry.getKey(), entry.getValue());
            next.remove();
        }
        asking = !taken.isEmpty();
        return taken;
    }

    private static void answer(Map<String, Asker> asked, List<Response> values) {
        Iterator<Response> value = values.iterator();
        for (Asker askers : asked.values()) {
            Response stored = value.next();
            askers.tell(Future.succeededFuture(stored == null ? null : stored.toString()));
        }
    }

    /** Somebody who wants to know a value, and whoever wanted to know the same before. */
    private record Asker(ContextInternal context, Handler<AsyncResult<String>> answer, Asker earlier) {
        Asker before(Asker other) {
            return new Asker(context, answer, other);
        }

        void tell(AsyncResult<String> value) {
            for (Asker asker = this; asker != null; asker = asker.earlier) {
                // At once where this is the asker's event loop.
                asker.context.emit(value, asker.answer);
            }
        }
    }
}
