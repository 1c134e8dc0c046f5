package dev.carillon.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The masters of a Redis Cluster, as the cluster reports them. Each node has its own client: the library's cluster client
 * repeats all subscriptions when any node fails, and loses sharded channels in a failover.
 */
public final class ClusterTopology implements RedisTopology {

    private final Vertx vertx;
    private final RedisOptions options;
    private final URI first;
    private final Duration timeout;
    private final List<String> seeds;
    private final Set<String> addresses = new LinkedHashSet<>();

    /** @param options as configured, with at least one node to start from */
    public ClusterTopology(Vertx vertx, RedisOptions options, Duration timeout) {
        this.vertx = vertx;
        this.options = options;
        this.timeout = timeout;
        this.first = URI.create(options.getEndpoints().get(0));
        this.seeds = options.getEndpoints().stream()
                .map(endpoint -> address(URI.create(endpoint)))
                .toList();
        addresses.addAll(seeds);
    }

    @Override
    public Future<List<RedisNode>> find() {
        return ask(List.copyOf(addresses), 0).onSuccess(this::remember);
    }

    /** Forgets old addresses, so that nodes that come back under new ones do not add up. */
    private void remember(List<RedisNode> found) {
        addresses.clear();
        found.forEach(node -> addresses.add(node.address()));
        addresses.addAll(seeds);
    }

    /** Asks one node after the other, because some of the known ones may be gone. */
    private Future<List<RedisNode>> ask(List<String> asked, int index) {
        String address = asked.get(index);
        Redis client = newClient(address);
        Future<List<RedisNode>> answer = client.send(
                        Request.cmd(Command.CLUSTER).arg("SLOTS"))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(done -> client.close())
                .map(slots -> RedisNode.ofClusterSlots(slots, address.substring(0, address.lastIndexOf(':'))))
                .compose(ClusterTopology::complete);
        return index + 1 == asked.size() ? answer : answer.recover(failure -> ask(asked, index + 1));
    }

    /** A node that was cut off or has just started reports no slots. */
    private static Future<List<RedisNode>> complete(List<RedisNode> nodes) {
        return nodes.isEmpty() ? Future.failedFuture("The server knows of no slots") : Future.succeededFuture(nodes);
    }

    @Override
    public Redis newClient(RedisNode node) {
        return newClient(node.address());
    }

    private Redis newClient(String address) {
        String userInfo = first.getRawUserInfo() == null ? "" : first.getRawUserInfo() + "@";
        String url = first.getScheme() + "://" + userInfo + address;
        return Redis.createClient(
                vertx,
                new RedisOptions(options).setType(RedisClientType.STANDALONE).setConnectionString(url));
    }

    private static String address(URI endpoint) {
        int port = endpoint.getPort() < 0 ? 6379 : endpoint.getPort();
        return endpoint.getHost() + ":" + port;
    }
}
