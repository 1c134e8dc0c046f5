package dev.carillon.bus;

import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The Redis client of everything but the bus; empty if the pod works without Redis. */
@Singleton
class OptionalRedis {

    /** @param redis looked up only if it is used: without an address Quarkus has none */
    @Produces
    @Singleton
    Optional<Redis> redis(BusConfig config, Instance<Redis> redis) {
        return config.type() == BusConfig.Type.LOCAL ? Optional.empty() : Optional.of(redis.get());
    }
}
