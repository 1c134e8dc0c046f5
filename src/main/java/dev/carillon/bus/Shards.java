package dev.carillon.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.util.List;

/** Where the bus's servers are. On the bus's context. */
public interface Shards {

    /** As they are now; fails where nobody can tell. */
    Future<List<Shard>> find();

    /** A client of one of them, which whoever asked for it closes. */
    Redis newClient(Shard shard);

    /** A Redis that is no cluster. */
    record One(Vertx vertx, RedisOptions options) implements Shards {

        @Override
        public Future<List<Shard>> find() {
            return Future.succeededFuture(List.of(Shard.WHOLE));
        }

        @Override
        public Redis newClient(Shard shard) {
            return Redis.createClient(vertx, new RedisOptions(options));
        }
    }
}
