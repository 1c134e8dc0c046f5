package dev.carillon.broadcast;

import io.quarkus.arc.Unremovable;
import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.vertx.redis.client.RedisOptions;
import jakarta.inject.Singleton;

/** Hears how the bus's Redis is configured, TLS and password included: each server of a cluster needs the same. */
@Singleton
@Unremovable
class BusOptions implements RedisOptionsCustomizer {

    static final String CLIENT = "bus";

    private volatile RedisOptions configured;

    @Override
    public void customize(String clientName, RedisOptions options) {
        if (clientName.equals(CLIENT)) {
            configured = new RedisOptions(options);
        }
    }

    /** Null before the client was made. */
    RedisOptions configured() {
        return configured;
    }
}
