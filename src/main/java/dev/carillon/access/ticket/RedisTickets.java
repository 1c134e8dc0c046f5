package dev.carillon.access.ticket;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The tickets of all pods. Redis hands a ticket out once, to the pod that asks first. */
final class RedisTickets implements TicketStore {

    private final Redis redis;
    private final Duration timeout;

    RedisTickets(Redis redis, Duration timeout) {
        this.redis = redis;
        this.timeout = timeout;
    }

    @Override
    public Future<Void> keep(String key, String owner, Duration lifetime) {
        Request set = Request.cmd(Command.SET).arg(key).arg(owner).arg("PX").arg(lifetime.toMillis());
        return redis.send(set)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .mapEmpty();
    }

    @Override
    public Future<Optional<String>> take(String key) {
        return ask(Command.GETDEL, key);
    }

    @Override
    public Future<Optional<String>> look(String key) {
        return ask(Command.GET, key);
    }

    private Future<Optional<String>> ask(Command command, String key) {
        return redis.send(Request.cmd(command).arg(key))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .map(reply -> Optional.ofNullable(reply).map(Object::toString));
    }
}
