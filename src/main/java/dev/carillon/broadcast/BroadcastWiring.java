package dev.carillon.broadcast;

import dev.carillon.bus.BusConfig;
import dev.carillon.bus.BusMessageVerifier;
import dev.carillon.bus.BusMetrics;
import dev.carillon.bus.BusOptions;
import dev.carillon.bus.BusSeal;
import dev.carillon.bus.ClusterTopology;
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
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Puts the broadcaster together; the classes themselves know no container, so that a simulation can run them. */
@Singleton
class BroadcastWiring {

    private static final Logger LOG = Logger.getLogger(BroadcastWiring.class);

    private RedisChannelBus bus;

    /** @param redis not used itself: that somebody wants it makes Quarkus put its options together */
    @Produces
    @Singleton
    @Startup
    NotificationBroadcaster broadcaster(
            Vertx vertx,
            @RedisClientName(BusOptions.CLIENT) Redis redis,
            BusOptions busOptions,
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
        BusSeal seal = BusSeal.of(busConfig, clock);
        busMetrics.authenticating(seal.isAuthenticating());
        if (!seal.isAuthenticating()) {
            LOG.warn("The bus is not authenticated: whoever can write to Redis can tell all pods anything"
                    + " (carillon.bus.authentication=off)");
        }
        bus = new RedisChannelBus(
                vertx,
                shards(vertx, BusOptions.bounded(busOptions.configured(), busConfig), busConfig),
                busConfig,
                new BusMessageVerifier(seal, busConfig, busMetrics, clock, BusMessage::isJudgedByItsNumber),
                podName,
                busMetrics);
        busMetrics.delivering(bus);
        Loop loop = new NettyLoop(((VertxInternal) vertx).getEventLoopGroup().next());
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

    private static RedisTopology shards(Vertx vertx, RedisOptions options, BusConfig config) {
        boolean cluster = config.sharded() && options.getType() == RedisClientType.CLUSTER;
        return cluster
                ? new ClusterTopology(vertx, options, config.reconnectMax())
                : new RedisTopology.One(vertx, options);
    }

    void stop(@Observes ShutdownEvent event) {
        if (bus != null) {
            bus.stop();
        }
    }
}
