package dev.carillon.limit;

import dev.carillon.identity.Caller;
import dev.carillon.problem.TooManyRequests;
import dev.carillon.route.RefusedRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/**
 * Holds each caller and each organization to a rate of creates, whichever pods are used. Redis is speed, not truth: without it every pod
 * counts by itself, and no create waits or fails for its sake.
 */
@Singleton
@Startup
public class CreateBudget {

    private static final Logger LOG = Logger.getLogger(CreateBudget.class);

    private final LimitConfig config;
    private final Rate users;
    private final Rate apiKeys;
    private final Rate organizations;
    private final SharedBuckets shared;
    private final RecentRefusals recent;
    private final Refusals refusals;
    private final FairBuckets local;
    private final Counter refused;
    private final Counter refusedOrganizations;
    private final Counter countedLocally;
    private volatile long aloneUntil = System.nanoTime();

    @Inject
    CreateBudget(LimitConfig config, Redis redis, Refusals refusals, MeterRegistry registry) {
        this.config = config;
        this.users = new Rate(config.createsPerSecond(), config.createsBurst());
        this.apiKeys = new Rate(config.apiKeyCreatesPerSecond(), config.apiKeyCreatesBurst());
        this.organizations = new Rate(config.organizationCreatesPerSecond(), config.organizationCreatesBurst());
        this.shared = new SharedBuckets(redis, config.redisTimeout());
        this.local = new FairBuckets(
                new FairBuckets.Rates(users, apiKeys, organizations, Rate.UNLIMITED), FairBuckets.Memory.of(config));
        this.recent = new RecentRefusals(config.localCallers(), LocalBuckets.MICROS);
        this.refusals = refusals;
        this.refused = RefusedRequests.counter("creates", registry);
        this.refusedOrganizations = RefusedRequests.counter("creates_organization", registry);
        this.countedLocally = Counter.builder("carillon.limit.counted.locally")
                .description("Creates counted by this pod alone because Redis did not answer")
                .register(registry);
    }

    /**
     * Fails with {@link TooManyRequests} where the caller or its organization has used up its budget. From any thread, never
     * blocks.
     *
     * @param users how many notifications for one user each
     * @param organizationWide how many for everybody, which count for more
     */
    public CompletionStage<Void> take(Caller caller, int users, int organizationWide) {
        Rate rate = caller.isBackend() ? apiKeys : this.users;
        if (rate.isUnlimited() && organizations.isUnlimited()) {
            return Future.<Void>succeededFuture().toCompletionStage();
        }
        int tokens = users + organizationWide * config.organizationWideCreate();
        Payer payer = Payer.of(caller);
        return count(payer, rate, tokens)
                .<Void>compose(answer -> decide(payer, answer))
                .toCompletionStage();
    }

    private Future<FairBuckets.Refused> count(Payer payer, Rate rate, int tokens) {
        FairBuckets.Refused known = recent.find(payer, tokens);
        if (known != null) {
            return Future.succeededFuture(known);
        }
        if (System.nanoTime() - aloneUntil < 0) {
            return Future.succeededFuture(countHere(payer, tokens));
        }
        return askRedis(payer, rate, tokens).recover(failure -> {
            LOG.debugf("Counting creates without Redis: reason=%s", failure.getMessage());
            aloneUntil = System.nanoTime() + config.redisPause().toNanos();
            return Future.succeededFuture(countHere(payer, tokens));
        });
    }

    private Future<FairBuckets.Refused> askRedis(Payer payer, Rate rate, int tokens) {
        return shared.take(payer, rate, organizations, tokens).onSuccess(answer -> {
            if (answer != null) {
                recent.remember(payer, tokens, answer);
            }
        });
    }

    private FairBuckets.Refused countHere(Payer payer, int tokens) {
        countedLocally.increment();
        return local.take(payer, tokens);
    }

    private Future<Void> decide(Payer payer, FairBuckets.Refused answer) {
        if (answer == null) {
            return Future.succeededFuture();
        }
        boolean caller = answer.share() == Share.CALLER;
        (caller ? refused : refusedOrganizations).increment();
        String who = caller ? "This caller" : "The organization of this caller";
        TooManyRequests refusal = new TooManyRequests(who + " creates too many notifications.", answer.pause());
        return refusals.holdBack(payer).compose(held -> Future.failedFuture(refusal));
    }
}
