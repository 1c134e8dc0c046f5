package dev.carillon.identity;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
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
    private static final int BATCH = 100;

    private final Vertx vertx;
    private final Redis redis;
    private final Duration timeout;
    private final Map<String, List<Promise<String>>> wanted = new LinkedHashMap<>();
    private boolean asking;

    SessionLookups(Vertx vertx, Redis redis, Duration timeout) {
        this.vertx = vertx;
        this.redis = redis;
        this.timeout = timeout;
    }

    /** The value as of a command that begins after this call, on the caller's context; null if there is none. */
    Future<String> get(String key) {
        // Each on its own context, because one command answers requests of several event loops.
        Promise<String> answer = ((ContextInternal) vertx.getOrCreateContext()).promise();
        synchronized (this) {
            wanted.computeIfAbsent(key, k -> new ArrayList<>(1)).add(answer);
            if (asking) {
                return answer.future();
            }
            asking = true;
        }
        ask();
        return answer.future();
    }

    private void ask() {
        Map<String, List<Promise<String>>> asked = take();
        if (asked.isEmpty()) {
            return;
        }
        Request get = Request.cmd(Command.MGET);
        asked.keySet().forEach(get::arg);
        redis.send(get).timeout(timeout.toMillis(), TimeUnit.MILLISECONDS).onComplete(reply -> {
            if (reply.succeeded()) {
                answer(asked, reply.result());
            } else {
                asked.values().forEach(all -> all.forEach(one -> one.fail(reply.cause())));
            }
            ask();
        });
    }

    private synchronized Map<String, List<Promise<String>>> take() {
        Map<String, List<Promise<String>>> taken = new LinkedHashMap<>();
        for (String key : List.copyOf(wanted.keySet())) {
            if (taken.size() == BATCH) {
                break;
            }
            taken.put(key, wanted.remove(key));
        }
        asking = !taken.isEmpty();
        return taken;
    }

    private static void answer(Map<String, List<Promise<String>>> asked, Response values) {
        int i = 0;
        for (List<Promise<String>> all : asked.values()) {
            Response value = values.get(i++);
            all.forEach(one -> one.complete(value == null ? null : value.toString()));
        }
    }
}
