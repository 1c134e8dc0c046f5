package dev.carillon.cluster;

import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.embedded.ExpressSessions;
import dev.carillon.embedded.PgBouncer;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodCluster;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.ChaosProxy;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.PostgresFaults;
import dev.carillon.testkit.RedisFaults;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Pods from the packaged jar, each with links of its own to Redis and to PostgreSQL that can be made bad. */
public final class BreakableCluster implements Ring, AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    /** A JVM that starts while two others recover on two cores. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);

    private final EmbeddedServices services;
    private final Optional<PgBouncer> pooler;
    private final List<ChaosProxy> redisLinks;
    private final List<ChaosProxy> postgresLinks;
    private final PodCluster pods;
    private final Map<String, Login> logins = new ConcurrentHashMap<>();

    private BreakableCluster(
            EmbeddedServices services, Optional<PgBouncer> pooler, IntFunction<PodSettings> settings, int count) {
        this.services = services;
        this.pooler = pooler;
        this.redisLinks = links(count, services.redis().port());
        this.postgresLinks = links(
                count, pooler.map(PgBouncer::port).orElse(services.postgres().port()));
        this.pods = PodCluster.start(services, number -> linked(settings.apply(number), number), count);
    }

    /** Returns when all pods are ready. */
    public static BreakableCluster start(PodSettings settings, PostgresSettings postgres, int count) {
        return start(number -> settings, postgres, count);
    }

    /** With pods that differ; numbers begin with 1. */
    public static BreakableCluster start(IntFunction<PodSettings> settings, PostgresSettings postgres, int count) {
        EmbeddedServices services = EmbeddedServices.start(postgres);
        try {
            return new BreakableCluster(services, Optional.empty(), settings, count);
        } catch (RuntimeException e) {
            services.close();
            throw e;
        }
    }

    /** With PgBouncer in transaction mode before PostgreSQL; migrations go past it. */
    public static BreakableCluster behindPooler(PodSettings settings, int serverConnections, int count) {
        EmbeddedServices services = EmbeddedServices.start();
        Optional<PgBouncer> pooler = Optional.empty();
        try {
            pooler = Optional.of(PgBouncer.start(services.postgres(), serverConnections));
            PodSettings told = settings.with("CARILLON_DATABASE_POOLED", "true")
                    .with("QUARKUS_FLYWAY_JDBC_URL", services.postgres().jdbcUrl());
            return new BreakableCluster(services, pooler, number -> told, count);
        } catch (RuntimeException e) {
            pooler.ifPresent(PgBouncer::close);
            services.close();
            throw e;
        }
    }

    /** Short times, so that what happens once in half a minute in production happens within a test. */
    public static PodSettings quick(String name) {
        return PodSettings.of(name)
                .with("CARILLON_STREAM_KEEP_ALIVE", "2s")
                .with("QUARKUS_REDIS_TCP_READ_IDLE_TIMEOUT", "5s")
                .with("CARILLON_DRAIN_WINDOW", "3s")
                .with("CARILLON_DRAIN_GRACE", "2s")
                .with("CARILLON_OUTGOING_TIMEOUT", "3s")
                .with("CARILLON_WEBHOOKS_LEASE", "5s")
                .with("CARILLON_PUSH_LEASE", "5s")
                .with("CARILLON_PUSH_FIRST_RETRY", "500ms")
                .with("CARILLON_PUSH_MAX_RETRY", "2s")
                // A few users stand for many here; their limits have tests of their own.
                .with("CARILLON_STREAM_MAX_PER_USER", "0")
                // Soon full, so that memory which grows with the number of past streams is a leak.
                .with("CARILLON_BROADCAST_TRAIL_SIZE", "500")
                // A full collection leaves no gap: gaps are counted as arrays when objects are.
                .withJvmOption("-XX:MarkSweepDeadRatio=0")
                .withoutLimits();
    }

    private static List<ChaosProxy> links(int count, int port) {
        return IntStream.range(0, count)
                .mapToObj(i -> ChaosProxy.to(LOOPBACK, port))
                .toList();
    }

    private PodSettings linked(PodSettings settings, int number) {
        String database = "jdbc:postgresql://" + LOOPBACK + ":"
                + postgresLinks.get(number - 1).port() + "/carillon";
        return settings.with("QUARKUS_REDIS_HOSTS", redisUrl(redisLinks.get(number - 1)))
                .with("QUARKUS_DATASOURCE_JDBC_URL", database);
    }

    public static String redisUrl(ChaosProxy link) {
        return "redis://" + LOOPBACK + ":" + link.port();
    }

    public EmbeddedServices services() {
        return services;
    }

    public PgBouncer pooler() {
        return pooler.orElseThrow();
    }

    public List<Pod> pods() {
        return pods.pods();
    }

    @Override
    public Pod pod(int number) {
        return pods.pod(number);
    }

    public ExpressSessions sessions() {
        return pods.sessions();
    }

    /** The way of one pod to Redis; numbers begin with 1. */
    public ChaosProxy redisLink(int number) {
        return redisLinks.get(number - 1);
    }

    public List<ChaosProxy> redisLinks() {
        return redisLinks;
    }

    public ChaosProxy postgresLink(int number) {
        return postgresLinks.get(number - 1);
    }

    public List<ChaosProxy> postgresLinks() {
        return postgresLinks;
    }

    /** All pods, dead ones too: a browser notices a death by a connection that fails. */
    @Override
    public List<InetSocketAddress> addresses() {
        return pods().stream().map(BreakableCluster::address).toList();
    }

    public static InetSocketAddress address(Pod pod) {
        return new InetSocketAddress(LOOPBACK, pod.httpPort());
    }

    public RedisFaults redisFaults() {
        return new RedisFaults(LOOPBACK, services.redis().port());
    }

    @Override
    public String recordUrl() {
        return services.postgres().superuserJdbcUrl();
    }

    /** As the superuser. */
    public PostgresFaults postgresFaults() {
        return new PostgresFaults(recordUrl(), "postgres", "");
    }

    @Override
    public Login login(String organization, String user) {
        return logins.computeIfAbsent(organization + "/" + user, key -> {
            ExpressSession session = sessions().create(user, organization);
            return new Login(organization, user, session.cookieHeader());
        });
    }

    /** The sessions in Redis, to be put back after a restart that a persistent Redis would have survived. */
    public Map<String, String> copySessions() {
        RedisFaults redis = redisFaults();
        List<String> keys = new ArrayList<>();
        ((List<?>) redis.command("KEYS", "sess:*")).forEach(key -> keys.add((String) key));
        Map<String, String> copy = new HashMap<>();
        keys.forEach(key -> copy.put(key, (String) redis.command("GET", key)));
        return copy;
    }

    public void putBack(Map<String, String> sessions) {
        RedisFaults redis = redisFaults();
        sessions.forEach((key, value) -> redis.command("SET", key, value));
    }

    /** Ends every fault, starts dead processes, and waits until all pods are ready and hear the bus again. */
    public void heal() {
        services.redis().resume();
        services.postgres().resume();
        if (!services.redis().isAlive()) {
            services.redis().restart();
        }
        if (!services.postgres().isAlive()) {
            services.postgres().restart();
        }
        redisFaults().endPause();
        redisLinks.forEach(link -> link.retarget(LOOPBACK, services.redis().port()));
        redisLinks.forEach(ChaosProxy::pass);
        postgresLinks.forEach(ChaosProxy::pass);
        List<Pod> dead = pods().stream().filter(pod -> !pod.isAlive()).toList();
        pods().stream().filter(Pod::isAlive).forEach(Pod::resume);
        dead.forEach(Pod::restart);
        dead.forEach(pod -> pod.awaitReady(START_PATIENCE));
        awaitBus();
    }

    /** Returns when every pod hears itself over Redis. */
    public void awaitBus() {
        Awaitility.await("the bus of all pods")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> pods().stream().allMatch(pod -> PodMetrics.of(pod).get("carillon_bus_delivering") == 1));
    }

    @Override
    public void close() {
        // A pod whose links are bad takes longer to end than one that is well.
        redisLinks.forEach(ChaosProxy::pass);
        postgresLinks.forEach(ChaosProxy::pass);
        pods().stream().filter(Pod::isAlive).forEach(Pod::resume);
        pods.close();
        redisLinks.forEach(ChaosProxy::close);
        postgresLinks.forEach(ChaosProxy::close);
        pooler.ifPresent(PgBouncer::close);
        services.close();
    }
}
