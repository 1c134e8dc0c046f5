package dev.carillon.access.apikey;

import dev.carillon.route.RejectedRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the database for keys, a few at a time, so that lookups never take all of its connections. Further lookups wait
 * their turn, for a bounded time. Requests for the same key share a lookup. Nothing here blocks.
 */
@Singleton
@Startup
class KeyLookups {

    private final ApiKeyStore store;
    private final ApiKeyConfig config;
    private final ExecutorService blocking;
    private final Counter rejected;
    private final Map<String, CompletableFuture<Optional<StoredKey>>> asked = new HashMap<>();
    private final Queue<String> waiting = new ArrayDeque<>();
    private int running;

    @Inject
    KeyLookups(
            ApiKeyStore store, ApiKeyConfig config, @VirtualThreads ExecutorService blocking, MeterRegistry registry) {
        this.store = store;
        this.config = config;
        this.blocking = blocking;
        this.rejected = RejectedRequests.counter("api_key_lookups", registry);
    }

    /** Fails if the database does not answer in time, or if too many wait. From any thread. */
    CompletionStage<Optional<StoredKey>> find(String id) {
        CompletableFuture<Optional<StoredKey>> answer;
        synchronized (this) {
            answer = asked.get(id);
            if (answer == null) {
                if (asked.size() >= config.maxLookups() + config.maxWaiting()) {
                    rejected.increment();
                    return CompletableFuture.failedStage(new IllegalStateException("Too many lookups of API keys"));
                }
                answer = new CompletableFuture<>();
                asked.put(id, answer);
                waiting.add(id);
            }
        }
        startNext();
        // A copy, so that the timeout of one caller does not end the wait of the others.
        return answer.copy().orTimeout(config.maxWait().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void startNext() {
        Runnable next = next();
        if (next != null) {
            blocking.execute(next);
        }
    }

    private synchronized @Nullable Runnable next() {
        if (running >= config.maxLookups() || waiting.isEmpty()) {
            return null;
        }
        running++;
        String id = waiting.remove();
        return () -> ask(id);
    }

    private void ask(String id) {
        Supplier<CompletableFuture<Optional<StoredKey>>> done = () -> {
            synchronized (this) {
                running--;
                return asked.remove(id);
            }
        };
        try {
            Optional<StoredKey> found = store.find(id);
            done.get().complete(found);
        } catch (RuntimeException e) {
            done.get().completeExceptionally(e);
        }
        startNext();
    }
}
