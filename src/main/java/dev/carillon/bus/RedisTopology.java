package dev.carillon.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.util.List;

/** Where the bus's servers are. On the bus's context. */
public interface RedisTopology {

    /** As they are now; fails where nobody can tell. */
    Future<List<RedisNode>> find();

    /** A client of one of them, which whoever asked for it closes. */
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
