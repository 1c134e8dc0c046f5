package dev.carillon.limit;

import dev.carillon.identity.Caller;
import dev.carillon.problem.TooManyRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Holds each caller to a rate of creates, whichever pods it uses. Redis is speed, not truth: without it every pod
 * counts by itself, and no create waits or fails for its sake.
 */
@Singleton
@Startup
public class CreateBudget {

    private static final Logger LOG = Logger.getLogger(CreateBudget.class);

    private final LimitConfig config;
    private final Rate users;
    private final Rate apiKeys;
    private final SharedBuckets shared;
    private final LocalBuckets local;
    private final Counter refused;
    private final Counter countedLocally;
    private volatile long aloneUntil = System.nanoTime();

    @Inject
    CreateBudget(LimitConfig config, Redis redis, MeterRegistry registry) {
        this.config = config;
        this.users = new Rate(config.createsPerSecond(), config.createsBurst());
        this.apiKeys = new Rate(config.apiKeyCreatesPerSecond(), config.apiKeyCreatesBurst());
        this.shared = new SharedBuckets(redis, config.redisTimeout());
        this.local = new LocalBuckets(config.localCallers(), () -> TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
        this.refused = Counter.builder("carillon.limit.refused")
                .description("Requests refused by a limit")
                .tag("limit", "creates")
                .register(registry);
        this.countedLocally = Counter.builder("carillon.limit.counted.locally")
                .description("Creates counted by this pod alone because Redis did not answer")
                .register(registry);
    }

    /** Fails with {@link TooManyRequests} where the caller has used up its budget. From any thread, never blocks. */
    public CompletionStage<Void> take(Caller caller, int notifications) {
        Rate rate = caller.isBackend() ? apiKeys : users;
        if (rate.isUnlimited()) {
            return Future.<Void>succeededFuture().toCompletionStage();
        }
        String name = caller.organizationId() + "/" + caller.userId();
        return count(name, rate, notifications).<Void>compose(this::decide).toCompletionStage();
    }

    private Future<Duration> count(String name, Rate rate, int notifications) {
        if (System.nanoTime() - aloneUntil < 0) {
            return Future.succeededFuture(countHere(name, rate, notifications));
        }
        return shared.take(name, rate, notifications).recover(failure -> {
            LOG.debugf("Counting creates without Redis: reason=%s", failure.getMessage());
            aloneUntil = System.nanoTime() + config.redisPause().toNanos();
            return Future.succeededFuture(countHere(name, rate, notifications));
        });
    }

    private Duration countHere(String name, Rate rate, int notifications) {
        countedLocally.increment();
        return local.take(name, rate, notifications);
    }

    private Future<Void> decide(Duration pause) {
        if (pause.isZero()) {
            return Future.succeededFuture();
        }
        refused.increment();
        return Future.failedFuture(new TooManyRequests("This caller creates too many notifications.", pause));
    }
}
