package dev.carillon.access.ticket;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.carillon.identity.AdmittedCaller;
import dev.carillon.identity.Sha256;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * Issues and redeems tickets. The store hands a ticket out once. It knows only the digest, so a reader of the store
 * cannot use the tickets.
 */
@Singleton
class Tickets {

    private static final int RANDOM_BYTES = 32;

    private final TicketConfig config;
    private final TicketStore store;
    private final SecureRandom random = new SecureRandom();

    @Inject
    Tickets(TicketConfig config, Optional<Redis> redis, MeterRegistry registry) {
        this.config = config;
        this.store = redis.<TicketStore>map(client -> new RedisTickets(client, config.timeout()))
                .orElseGet(() -> new LocalTickets(config.maxWithoutRedis(), Ticker.systemTicker(), registry));
    }

    Future<String> issue(AdmittedCaller owner) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return store.keep(key(ticket), TicketJson.write(owner), config.lifetime())
                .map(ticket);
    }

    /** Uses the ticket up. Empty for a ticket that was used, has expired, or never existed. */
    Future<Optional<AdmittedCaller>> redeem(String ticket) {
        return store.take(key(ticket)).map(owner -> owner.map(TicketJson::read));
    }

    /** As {@link #redeem}, but leaves the ticket unused. */
    Future<Optional<AdmittedCaller>> look(String ticket) {
        return store.look(key(ticket)).map(owner -> owner.map(TicketJson::read));
    }

    private String key(String ticket) {
        return config.redisPrefix() + Sha256.hex(ticket);
    }
}
