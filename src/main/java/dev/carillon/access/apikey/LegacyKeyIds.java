package dev.carillon.access.apikey;

import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the keys from before keys had a MAC. A forged key of that form is rejected because its id is not among
 * them. The set is read again at limited intervals, however many keys are forged. Nothing here blocks.
 */
@Singleton
class LegacyKeyIds {

    private static final Logger LOG = Logger.getLogger(LegacyKeyIds.class);

    private final ApiKeyStore store;
    private final ApiKeyConfig config;
    private final ExecutorService blocking;
    private final Clock clock;
    private volatile @Nullable Known known;
    private @Nullable CompletableFuture<Known> reading;

    @Inject
    LegacyKeyIds(ApiKeyStore store, ApiKeyConfig config, @VirtualThreads ExecutorService blocking, Clock clock) {
        this.store = store;
        this.config = config;
        this.blocking = blocking;
        this.clock = clock;
    }

    /** Fails if the database cannot be reached and never could be. From any thread. */
    CompletionStage<Boolean> has(String id) {
        Known seen = known;
        if (seen != null && (seen.ids().contains(id) || !seen.isOlderThan(config.withoutMacRefresh(), clock))) {
            return CompletableFuture.completedStage(seen.ids().contains(id));
        }
        // A pod of the previous version may have made it meanwhile.
        return read().copy()
                .orTimeout(config.maxWait().toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(now -> now.ids().contains(id));
    }

    private synchronized CompletableFuture<Known> read() {
        if (reading == null) {
            CompletableFuture<Known> read = new CompletableFuture<>();
            reading = read;
            blocking.execute(() -> readInto(read));
        }
        return reading;
    }

    private void readInto(CompletableFuture<Known> answer) {
        Known before = known;
        Known now;
        try {
            Set<String> ids = store.withoutMac(config.maxWithoutMac());
            if (ids.size() == config.maxWithoutMac()) {
                LOG.warnf("The oldest API keys without MAC are not known and rejected: known=%d", ids.size());
            }
            now = new Known(ids, clock.instant());
        } catch (RuntimeException e) {
            LOG.warnf("API keys without MAC could not be read: reason=%s", e.getMessage());
            // Keeps the old ids with a new time, so that not every request queries a database that is away.
            now = before == null ? null : new Known(before.ids(), clock.instant());
        }
        synchronized (this) {
            reading = null;
            if (now != null) {
                known = now;
            }
        }
        if (now == null) {
            answer.completeExceptionally(new IllegalStateException("API keys without MAC are not known"));
        } else {
            answer.complete(now);
        }
    }

    private record Known(Set<String> ids, Instant readAt) {
        boolean isOlderThan(Duration age, Clock clock) {
            return Duration.between(readAt, clock.instant()).compareTo(age) >= 0;
        }
    }
}
