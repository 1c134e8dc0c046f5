package dev.carillon.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.util.List;

/** Finds the Redis nodes of the bus. Called on the bus's context. */
public interface RedisTopology {

    /** Reads the current nodes; fails if no node answers. */
    Future<List<RedisNode>> find();

    /** A new client of one node; the caller closes it. */
    Redis newClient(RedisNode node);

    /** A Redis that is no cluster. */
    record One(Vertx vertx, RedisOptions options) implements RedisTopology {

        @Override
        public Future<List<RedisNode>> find() {
            return Future.succeededFuture(List.of(RedisNode.WHOLE));
        }

        @Override
        public Redis newClient(RedisNode node) {
            return Redis.createClient(vertx, new RedisOptions(options));
        }
    }
}
