package dev.carillon.bus;

import io.micrometer.core.instrument.config.MeterFilter;
import io.quarkus.arc.Unremovable;
import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.vertx.redis.client.RedisOptions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps the configuration of the bus's Redis, including TLS and password: every node of a cluster needs the same. */
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
     * Each connection of the bus has its own pool, and all pools have the same name: Micrometer would show only the first
     * one, even after it is closed. Probes measure whether the bus works.
     */
    @Produces
    @Singleton
    MeterFilter withoutPools() {
        return MeterFilter.deny(meter -> POOL.equals(meter.getTag("pool.name")));
    }

    /**
     * Limits the time to connect and the silence on a connection. The second limit matters for connections that were
     * given up: the library closes them only after it has written everything, and a frozen server takes nothing.
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
