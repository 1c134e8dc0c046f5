package dev.carillon.limit;

import dev.carillon.identity.Caller;
import dev.carillon.problem.TooManyRequests;
import dev.carillon.route.RejectedRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Holds each caller and each organization to a rate of create requests across all pods. Without Redis each pod counts
 * alone: a create request never fails because of Redis, and waits for it no longer than {@code carillon.limits.redis-timeout}.
 */
@Singleton
@Startup
public class CreateRateLimiter {

    private static final Logger LOG = Logger.getLogger(CreateRateLimiter.class);

    private final LimitConfig config;
    private final RateLimit users;
    private final RateLimit apiKeys;
    private final RateLimit organizations;
    private final Optional<RedisRateLimiter> shared;
    private final RecentRejections recent;
    private final Rejections rejections;
    private final FairRateLimiter local;
    private final Counter rejected;
    private final Counter rejectedOrganizations;
    private final Counter countedLocally;
    private volatile long aloneUntil = System.nanoTime();

    @Inject
    CreateRateLimiter(LimitConfig config, Optional<Redis> redis, Rejections rejections, MeterRegistry registry) {
        this.config = config;
        this.users = new RateLimit(config.createsPerSecond(), config.createsBurst());
        this.apiKeys = new RateLimit(config.apiKeyCreatesPerSecond(), config.apiKeyCreatesBurst());
        this.organizations = new RateLimit(config.organizationCreatesPerSecond(), config.organizationCreatesBurst());
        this.shared = redis.map(client -> new RedisRateLimiter(client, config.redisTimeout()));
        this.local = new FairRateLimiter(
                new FairRateLimiter.Rates(users, apiKeys, organizations, RateLimit.UNLIMITED),
                FairRateLimiter.Memory.of(config));
        this.recent = new RecentRejections(config.localCallers(), LocalRateLimiter.MICROS);
        this.rejections = rejections;
        this.rejected = RejectedRequests.counter("creates", registry);
        this.rejectedOrganizations = RejectedRequests.counter("creates_organization", registry);
        this.countedLocally = Counter.builder("carillon.limit.counted.locally")
                .description("Create requests that this pod counted alone because Redis did not answer")
                .register(registry);
    }

    /**
     * Fails with {@link TooManyRequests} if the caller or its organization has used up its budget. From any thread; never
     * blocks.
     *
     * @param users number of notifications for one user each
     * @param organizationWide number of notifications for everybody, which count for more
     */
    public CompletionStage<Void> take(Caller caller, int users, int organizationWide) {
        RateLimit rate = caller.isBackend() ? apiKeys : this.users;
        if (rate.isUnlimited() && organizations.isUnlimited()) {
            return Future.<Void>succeededFuture().toCompletionStage();
        }
        int tokens = users + organizationWide * config.organizationWideCreate();
        QuotaOwner owner = QuotaOwner.of(caller);
        return count(owner, rate, tokens)
                .<Void>compose(answer -> decide(owner, answer))
                .toCompletionStage();
    }

    private Future<FairRateLimiter.@Nullable Rejected> count(QuotaOwner owner, RateLimit rate, int tokens) {
        if (shared.isEmpty()) {
            return Future.succeededFuture(local.take(owner, tokens));
        }
        FairRateLimiter.Rejected known = recent.find(owner, tokens);
        if (known != null) {
            return Future.succeededFuture(known);
        }
        if (System.nanoTime() - aloneUntil < 0) {
            return Future.succeededFuture(countHere(owner, tokens));
        }
        return ask(shared.get(), owner, rate, tokens).recover(failure -> {
            LOG.debugf("Counting creates without Redis: reason=%s", failure.getMessage());
            aloneUntil = System.nanoTime() + config.redisPause().toNanos();
            return Future.succeededFuture(countHere(owner, tokens));
        });
    }

    private Future<FairRateLimiter.@Nullable Rejected> ask(
            RedisRateLimiter redis, QuotaOwner owner, RateLimit rate, int tokens) {
        return redis.take(owner, rate, organizations, tokens).onSuccess(answer -> {
            if (answer != null) {
                recent.remember(owner, tokens, answer);
            }
        });
    }

    private FairRateLimiter.@Nullable Rejected countHere(QuotaOwner owner, int tokens) {
        countedLocally.increment();
        return local.take(owner, tokens);
    }

    private Future<Void> decide(QuotaOwner owner, FairRateLimiter.@Nullable Rejected answer) {
        if (answer == null) {
            return Future.succeededFuture();
        }
        boolean caller = answer.share() == QuotaScope.CALLER;
        (caller ? rejected : rejectedOrganizations).increment();
        String who = caller ? "This caller" : "The organization of this caller";
        TooManyRequests rejection = new TooManyRequests(who + " creates too many notifications.", answer.pause());
        return rejections.holdBack(owner).compose(held -> Future.failedFuture(rejection));
    }
}
