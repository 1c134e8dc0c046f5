package dev.carillon.bus;

import io.micrometer.core.instrument.config.MeterFilter;
import io.quarkus.arc.Unremovable;
import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.vertx.redis.client.RedisOptions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Hears how the bus's Redis is configured, TLS and password included: each server of a cluster needs the same. */
@Singleton
@Unremovable
public class BusOptions implements RedisOptionsCustomizer {

    public static final String CLIENT = "bus";

    private static final String POOL = "bus connection";

    private volatile @Nullable RedisOptions configured;

    @Override
    public void customize(String clientName, RedisOptions options) {
        if (clientName.equals(CLIENT)) {
            configured = new RedisOptions(options);
        }
    }

    /** Null before the client was made. */
    public @Nullable RedisOptions configured() {
        return configured;
    }

    /**
     * Each connection of the bus has a pool of its own, all of one name: Micrometer would show the first of them for
     * good. That the bus works is measured by its probes.
     */
    @Produces
    @Singleton
    MeterFilter withoutPools() {
        return MeterFilter.deny(meter -> POOL.equals(meter.getTag("pool.name")));
    }

    /**
     * Neither a connection that is not made nor one that says nothing is kept. The second bound is for what was given
     * up: the library ends a connection in an orderly way, after whatever its server does not take any more.
     */
    public static RedisOptions bounded(RedisOptions configured, BusConfig config) {
        RedisOptions bounded = new RedisOptions(configured).setPoolName(POOL);
        long silence = 2L * config.probeMisses() * config.probeInterval().toMillis();
        bounded.getNetClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setReadIdleTimeout((int) Math.max(1, silence / 1000));
        return bounded;
    }
}
