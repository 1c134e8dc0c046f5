package dev.carillon.access.ticket;

import dev.carillon.identity.AdmittedCaller;
import dev.carillon.identity.Sha256;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Issues and redeems tickets. Redis hands a ticket out once, to whichever pod asks first, and knows only its digest:
 * who can read Redis cannot use what waits there.
 */
@Singleton
class Tickets {

    private static final int RANDOM_BYTES = 32;

    private final TicketConfig config;
    private final Redis redis;
    private final SecureRandom random = new SecureRandom();

    @Inject
    Tickets(TicketConfig config, Redis redis) {
        this.config = config;
        this.redis = redis;
    }

    Future<String> issue(AdmittedCaller owner) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Request set = Request.cmd(Command.SET)
                .arg(key(ticket))
                .arg(TicketJson.write(owner))
                .arg("PX")
                .arg(config.lifetime().toMillis());
        return redis.send(set)
                .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .map(ticket);
    }

    /** Empty for a ticket that was used, has expired, or never was. It is used by this. */
    Future<Optional<AdmittedCaller>> redeem(String ticket) {
        return ask(Command.GETDEL, ticket);
    }

    /** As {@link #redeem}, but the ticket stays what it was. */
    Future<Optional<AdmittedCaller>> look(String ticket) {
        return ask(Command.GET, ticket);
    }

    private Future<Optional<AdmittedCaller>> ask(Command command, String ticket) {
        return redis.send(Request.cmd(command).arg(key(ticket)))
                .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .map(reply -> reply == null ? Optional.empty() : Optional.of(TicketJson.read(reply.toString())));
    }

    private String key(String ticket) {
        return config.redisPrefix() + Sha256.hex(ticket);
    }
}
