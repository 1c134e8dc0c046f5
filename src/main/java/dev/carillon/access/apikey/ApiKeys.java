package dev.carillon.access.apikey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carillon.identity.ApiKeyWatch;
import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;

/** Looks keys up, with a memory for what it has seen. Safe on event loops: nothing here blocks. */
@Singleton
public class ApiKeys implements ApiKeyWatch {

    private final ApiKeyStore store;
    private final ApiKeyConfig config;
    private final ExecutorService blocking;
    private final Clock clock;
    private final Semaphore lookups;
    private final Cache<String, Seen> seen;

    @Inject
    ApiKeys(ApiKeyStore store, ApiKeyConfig config, @VirtualThreads ExecutorService blocking, Clock clock) {
        this.store = store;
        this.config = config;
        this.blocking = blocking;
        this.clock = clock;
        this.lookups = new Semaphore(config.maxLookups());
        this.seen = Caffeine.newBuilder()
                .maximumSize(config.cacheSize())
                .expireAfterWrite(config.trustWithoutDatabase())
                .build();
    }

    /** Empty for a key that is not in force; failed if the database cannot be asked and the key is not known. */
    CompletionStage<Optional<Caller>> find(KeyText key) {
        return current(key.id())
                .thenApply(stored ->
                        stored.filter(s -> s.admits(key, clock.instant())).map(StoredKey::caller));
    }

    private CompletionStage<Optional<StoredKey>> current(String id) {
        Seen known = seen.getIfPresent(id);
        if (known != null && known.age(clock).compareTo(config.cacheFor()) < 0) {
            return CompletableFuture.completedStage(known.key());
        }
        return lookUp(id)
                .exceptionallyCompose(failure -> known == null
                        ? CompletableFuture.failedStage(failure)
                        : CompletableFuture.completedStage(known.key()));
    }

    private CompletionStage<Optional<StoredKey>> lookUp(String id) {
        if (!lookups.tryAcquire()) {
            return CompletableFuture.failedStage(new IllegalStateException("Too many look-ups of API keys at once"));
        }
        return CompletableFuture.supplyAsync(() -> store.find(id), blocking).whenComplete((stored, failure) -> {
            lookups.release();
            if (failure == null) {
                seen.put(id, new Seen(stored, clock.instant()));
            }
        });
    }

    @Override
    public Uni<Boolean> hasEnded(Caller caller) {
        Credential credential = caller.credential();
        String id = credential instanceof Credential.ApiKey key
                ? key.id()
                : credential instanceof Credential.Delegated delegated ? delegated.keyId() : null;
        if (id == null) {
            return Uni.createFrom().item(false);
        }
        return Uni.createFrom()
                .completionStage(() -> current(id))
                .onItem()
                .transform(stored -> stored.filter(s -> s.isInForce(clock.instant()) && s.standsFor(caller))
                        .isEmpty())
                .onFailure()
                .recoverWithItem(false);
    }

    /** From any thread: the next request with this key of the organization asks the database. */
    public void forget(String organizationId, String id) {
        seen.asMap()
                .computeIfPresent(
                        id,
                        (i, known) -> known.key()
                                        .filter(key -> !key.organizationId().equals(organizationId))
                                        .isPresent()
                                ? known
                                : null);
    }

    /** Unknown keys are remembered too, so that a backend with a stale one does not ask the database each time. */
    private record Seen(Optional<StoredKey> key, Instant at) {
        Duration age(Clock clock) {
            return Duration.between(at, clock.instant());
        }
    }
}
