package dev.carillon.broadcast;

import dev.carillon.bus.BusConfig;
import dev.carillon.bus.BusMessageVerifier;
import dev.carillon.bus.BusMetrics;
import dev.carillon.bus.BusOptions;
import dev.carillon.bus.BusSeal;
import dev.carillon.bus.ChannelBus;
import dev.carillon.bus.ClusterTopology;
import dev.carillon.bus.LocalChannelBus;
import dev.carillon.bus.RedisChannelBus;
import dev.carillon.bus.RedisTopology;
import dev.carillon.fanout.FanOutMetrics;
import dev.carillon.insight.LiveStats;
import dev.carillon.notification.NotificationLog;
import dev.carillon.socket.IoSubmitSupport;
import dev.carillon.socket.Loop;
import dev.carillon.socket.NettyLoop;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.redis.client.RedisClientName;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Assembles the broadcaster. Its classes know no container, so that a simulation can run them. */
@Singleton
class BroadcastWiring {

    private static final Logger LOG = Logger.getLogger(BroadcastWiring.class);

    private Runnable stopBus = () -> {};

    /** @param redis unused, but asking for it makes Quarkus prepare its options; absent without an address */
    @Produces
    @Singleton
    @Startup
    NotificationBroadcaster broadcaster(
            Vertx vertx,
            @RedisClientName(BusOptions.CLIENT) Instance<Redis> redis,
            BusOptions busOptions,
            LocalPods localPods,
            NotificationLog log,
            @VirtualThreads ExecutorService blocking,
            BroadcastConfig config,
            BusConfig busConfig,
            MeterRegistry registry,
            Clock clock,
            OpenTelemetry telemetry,
            @ConfigProperty(name = "carillon.pod-name") String podName) {
        BroadcastMetrics metrics = new BroadcastMetrics(registry);
        LiveStats liveStats = new LiveStats();
        BusMetrics busMetrics = new BusMetrics(registry, liveStats::probed);
        ChannelBus bus;
        if (busConfig.type() == BusConfig.Type.LOCAL) {
            bus = localBus(localPods, busMetrics);
        } else {
            redis.get();
            localPods.watchFromBus();
            bus = redisBus(vertx, busOptions, busConfig, busMetrics, clock, podName);
        }
        busMetrics.delivering(bus);
        Loop loop = NettyLoop.next(vertx);
        NotificationBroadcaster broadcaster = new NotificationBroadcaster(
                bus,
                new LogReader(log, blocking),
                config,
                metrics,
                new FanOutMetrics(registry, clock, liveStats),
                busMetrics.rejectionCounter(),
                liveStats,
                new IoSubmitSupport(config.jointSendClients(), blocking),
                clock,
                loop,
                RandomGenerator.of("L64X128MixRandom"),
                telemetry,
                podName);
        broadcaster.start();
        return broadcaster;
    }

    private static ChannelBus localBus(LocalPods pods, BusMetrics metrics) {
        LOG.info("One pod without Redis (carillon.bus.type=local): limits and tickets are this pod's own,"
                + " sessions of an Express application are not accepted");
        // Nothing comes from outside.
        metrics.authenticating(true);
        pods.watch();
        return new LocalChannelBus(() -> pods.unheard() == 0);
    }

    private ChannelBus redisBus(
            Vertx vertx, BusOptions options, BusConfig config, BusMetrics metrics, Clock clock, String podName) {
        BusSeal seal = BusSeal.of(config, clock);
        metrics.authenticating(seal.isAuthenticating());
        if (!seal.isAuthenticating()) {
            LOG.warn("The bus is not authenticated: anyone who can write to Redis can tell all pods anything"
                    + " (carillon.bus.authentication=off)");
        }
        RedisChannelBus bus = new RedisChannelBus(
                vertx,
                shards(vertx, BusOptions.bounded(Objects.requireNonNull(options.configured()), config), config),
                config,
                new BusMessageVerifier(seal, config, metrics, clock, BusMessage::isJudgedByItsNumber),
                podName,
                metrics);
        stopBus = bus::stop;
        return bus;
    }

    private static RedisTopology shards(Vertx vertx, RedisOptions options, BusConfig config) {
        boolean cluster = config.sharded() && options.getType() == RedisClientType.CLUSTER;
        return cluster
                ? new ClusterTopology(vertx, options, config.reconnectMax())
                : new RedisTopology.One(vertx, options);
    }

    void stop(@Observes ShutdownEvent event) {
        stopBus.run();
    }
}
