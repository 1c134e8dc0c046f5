package dev.carillon.cluster;

import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.embedded.ExpressSessions;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodCluster;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.RedisCluster;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/** Three pods over a Redis Cluster: three masters, three replicas, sharded pub/sub. */
public final class ShardedRing implements Ring, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final EmbeddedServices services;
    private final RedisCluster redis;
    private final PodCluster pods;
    private final ExpressSessions sessions;
    private final Map<String, Login> logins = new ConcurrentHashMap<>();

    private ShardedRing(EmbeddedServices services, RedisCluster redis) {
        this.services = services;
        this.redis = redis;
        PodSettings settings = BreakableCluster.quick("redis-cluster-it")
                .with("QUARKUS_REDIS_HOSTS", redis.urls())
                .with("QUARKUS_REDIS_CLIENT_TYPE", "cluster")
                .with("CARILLON_BUS_SHARDED", "true");
        this.pods = PodCluster.start(services, settings, 3);
        this.sessions = ExpressSessions.in(redis.options(), settings.sessionSecret());
    }

    /** Returns when all pods hear each other. */
    public static ShardedRing start() {
        EmbeddedServices services = EmbeddedServices.start(PostgresSettings.temporary());
        try {
            RedisCluster redis = RedisCluster.start();
            try {
                ShardedRing ring = new ShardedRing(services, redis);
                ring.awaitBus();
                return ring;
            } catch (RuntimeException e) {
                redis.close();
                throw e;
            }
        } catch (RuntimeException e) {
            services.close();
            throw e;
        }
    }

    public List<Pod> pods() {
        return pods.pods();
    }

    @Override
    public Pod pod(int number) {
        return pods.pod(number);
    }

    @Override
    public List<InetSocketAddress> addresses() {
        return pods().stream().map(BreakableCluster::address).toList();
    }

    @Override
    public Login login(String organization, String user) {
        return logins.computeIfAbsent(organization + "/" + user, key -> {
            ExpressSession session = sessions.create(user, organization);
            return new Login(organization, user, session.cookieHeader());
        });
    }

    @Override
    public String recordUrl() {
        return services.postgres().superuserJdbcUrl();
    }

    public RedisCluster redis() {
        return redis;
    }

    /** Starts the pods that are dead. */
    void heal() {
        List<Pod> dead = pods().stream().filter(pod -> !pod.isAlive()).toList();
        dead.forEach(Pod::restart);
        dead.forEach(pod -> pod.awaitReady(PATIENCE));
        awaitBus();
    }

    /** Of those that are alive: how many hear themselves over every shard. */
    long deliveringPods() {
        return pods().stream()
                .filter(pod -> PodMetrics.of(pod).get("carillon_bus_delivering") == 1)
                .count();
    }

    public void awaitBus() {
        Awaitility.await("the bus of all pods").atMost(PATIENCE).until(() -> deliveringPods() == 3);
    }

    @Override
    public void close() {
        sessions.close();
        pods.close();
        redis.close();
        services.close();
    }
}
