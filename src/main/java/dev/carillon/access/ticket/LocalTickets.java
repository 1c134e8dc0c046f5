package dev.carillon.access.ticket;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.carillon.problem.Overloaded;
import dev.carillon.route.RejectedRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** The tickets of a pod without Redis, in its memory: a restart forgets them. */
final class LocalTickets implements TicketStore {

    private final Cache<String, Kept> kept;
    private final int max;
    private final Counter rejected;

    private record Kept(String owner, Duration lifetime) {}

    /** @param max how many may wait at once; further ones are rejected */
    LocalTickets(int max, Ticker ticker, MeterRegistry registry) {
        this.max = max;
        this.kept = Caffeine.newBuilder()
                .expireAfter(Expiry.<String, Kept>creating((key, ticket) -> ticket.lifetime()))
                .ticker(ticker)
                // Expired tickets go at the next call; a thread of their own would cost more.
                .executor(Runnable::run)
                .build();
        this.rejected = RejectedRequests.counter("tickets", registry);
    }

    /** Fails with {@link Overloaded} if {@code max} tickets wait. */
    @Override
    public Future<Void> keep(String key, String owner, Duration lifetime) {
        if (isFull()) {
            rejected.increment();
            return Future.failedFuture(new Overloaded("As many tickets wait as may; please repeat the request."));
        }
        kept.put(key, new Kept(owner, lifetime));
        return Future.succeededFuture();
    }

    private boolean isFull() {
        if (kept.estimatedSize() < max) {
            return false;
        }
        // Expired tickets count until the next cleanup.
        kept.cleanUp();
        return kept.estimatedSize() >= max;
    }

    @Override
    public Future<Optional<String>> take(String key) {
        return Future.succeededFuture(
                Optional.ofNullable(kept.asMap().remove(key)).map(Kept::owner));
    }

    @Override
    public Future<Optional<String>> look(String key) {
        return Future.succeededFuture(
                Optional.ofNullable(kept.getIfPresent(key)).map(Kept::owner));
    }
}
