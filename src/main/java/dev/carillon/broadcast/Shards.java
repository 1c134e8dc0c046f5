package dev.carillon.broadcast;

import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import java.util.List;

/** Where the bus's servers are. On the bus's context. */
interface Shards {

    /** As they are now; fails where nobody can tell. */
    Future<List<Shard>> find();

    /** The client of one of them. */
    Redis redis(Shard shard);

    /** A Redis that is no cluster. */
    record One(Redis redis) implements Shards {

        @Override
        public Future<List<Shard>> find() {
            return Future.succeededFuture(List.of(Shard.WHOLE));
        }

        @Override
        public Redis redis(Shard shard) {
            return redis;
        }
    }
}
