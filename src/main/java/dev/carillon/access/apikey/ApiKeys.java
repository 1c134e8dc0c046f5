package dev.carillon.access.apikey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carillon.identity.ApiKeyStatus;
import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Looks keys up and remembers them. Safe on event loops: nothing here blocks. */
@Singleton
public class ApiKeys implements ApiKeyStatus {

    private final KeyLookups lookups;
    private final KeyMacs macs;
    private final LegacyKeyIds withoutMac;
    private final ApiKeyConfig config;
    private final Clock clock;
    private final Cache<String, Seen> seen;

    // A cache of its own, so that unknown keys never displace known ones.
    private final Cache<String, Seen> unknown;

    @Inject
    ApiKeys(KeyLookups lookups, KeyMacs macs, LegacyKeyIds withoutMac, ApiKeyConfig config, Clock clock) {
        this.lookups = lookups;
        this.macs = macs;
        this.withoutMac = withoutMac;
        this.config = config;
        this.clock = clock;
        this.seen = memory(config.cacheSize());
        this.unknown = memory(config.unknownCacheSize());
    }

    private Cache<String, Seen> memory(int size) {
        return Caffeine.newBuilder()
                .maximumSize(size)
                .expireAfterWrite(config.trustWithoutDatabase())
                .build();
    }

    /** Empty for a key that is not in force; fails if the database cannot be reached and the key is not remembered. */
    CompletionStage<Optional<Caller>> find(RawApiKey key) {
        return canBeOurs(key)
                .thenCompose(can -> can ? current(key.id()) : CompletableFuture.completedStage(Optional.empty()))
                .thenApply(stored ->
                        stored.filter(s -> s.admits(key, clock.instant())).map(StoredKey::caller));
    }

    /** Whether the key may be a real one. Others are rejected without a lookup. */
    private CompletionStage<Boolean> canBeOurs(RawApiKey key) {
        if (!macs.areThere()) {
            return CompletableFuture.completedStage(false);
        }
        return key.hasMac() ? CompletableFuture.completedStage(macs.verifies(key)) : withoutMac.has(key.id());
    }

    private CompletionStage<Optional<StoredKey>> current(String id) {
        Seen known = seen.getIfPresent(id);
        if (known == null) {
            known = unknown.getIfPresent(id);
        }
        if (known != null && known.age(clock).compareTo(config.cacheFor()) < 0) {
            return CompletableFuture.completedStage(known.key());
        }
        Seen older = known;
        return lookups.find(id)
                .whenComplete((stored, failure) -> {
                    if (failure == null) {
                        remember(id, stored);
                    }
                })
                .exceptionallyCompose(failure -> older == null
                        ? CompletableFuture.failedStage(failure)
                        : CompletableFuture.completedStage(older.key()));
    }

    private void remember(String id, Optional<StoredKey> stored) {
        Seen now = new Seen(stored, clock.instant());
        if (stored.isPresent()) {
            seen.put(id, now);
        } else {
            seen.invalidate(id);
            unknown.put(id, now);
        }
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
        unknown.invalidate(id);
    }

    /** Unknown keys are remembered too, so that a backend with a stale one does not query the database each time. */
    private record Seen(Optional<StoredKey> key, Instant at) {
        Duration age(Clock clock) {
            return Duration.between(at, clock.instant());
        }
    }
}
