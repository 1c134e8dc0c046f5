package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.embedded.EmbeddedRedis;
import dev.carillon.testkit.ChaosProxy;
import dev.carillon.testkit.RedisFaults;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisChannelBusTest extends ChannelBusContract {

    private static final BusConfig CONFIG = SharedServices.config(
            BusConfig.class,
            Map.of(
                    "carillon.bus.probe-interval",
                    "100ms",
                    "carillon.bus.reconnect-max",
                    "300ms",
                    "carillon.bus.connect-timeout",
                    "500ms"));

    // Its own, because these tests stop it.
    private static EmbeddedRedis redis;
    private static Vertx vertx;
    private RedisChannelBus bus;

    @BeforeAll
    static void startRedis() {
        redis = EmbeddedRedis.start();
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopRedis() {
        vertx.close();
        redis.close();
    }

    @BeforeEach
    void startBus() {
        bus = startBus(redis.url());
    }

    private RedisChannelBus startBus(String url) {
        RedisChannelBus started = new RedisChannelBus(
                vertx,
                new Shards.One(vertx, BusOptions.bounded(new RedisOptions().setConnectionString(url), CONFIG)),
                CONFIG,
                "pod-" + organization,
                new BroadcastMetrics(new SimpleMeterRegistry(), Clock.systemUTC()));
        started.start(recorder);
        await().until(started::isDelivering);
        return started;
    }

    @AfterEach
    void stopBus() {
        bus.stop();
    }

    @Override
    ChannelBus bus() {
        return bus;
    }

    @Test
    void subscriptionsSurviveARestartOfRedis() throws Exception {
        // Given
        bus.subscribe(organization).toCompletableFuture().get(10, TimeUnit.SECONDS);
        int gapsBefore = recorder.gaps.get();

        // When
        redis.crash();
        redis.restart();

        // Then
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            bus.publish(organization, bytes("again"));
            assertThat(recorder.of(organization)).contains("again");
        });
        assertThat(recorder.gaps.get()).isGreaterThan(gapsBefore);
    }

    @Test
    void killedSubscriptionsAreMadeAgainAndTheGapIsTold() throws Exception {
        // Given
        bus.subscribe(organization).toCompletableFuture().get(10, TimeUnit.SECONDS);
        int gapsBefore = recorder.gaps.get();

        // When
        new RedisFaults("127.0.0.1", redis.port()).killSubscribers();

        // Then
        await().until(() -> recorder.gaps.get() > gapsBefore);
        await().untilAsserted(() -> {
            bus.publish(organization, bytes("again"));
            assertThat(recorder.of(organization)).contains("again");
        });
    }

    @Test
    void aFrozenRedisIsNoticedByItsSilenceAndForgivenWhenItSpeaks() {
        // When
        redis.pause();
        try {
            await().until(() -> !bus.isDelivering());
        } finally {
            redis.resume();
        }

        // Then
        await().atMost(Duration.ofSeconds(20)).until(bus::isDelivering);
    }

    @Test
    void publishingIntoNothingNeitherBlocksNorThrows() {
        // Given
        redis.crash();
        try {
            // When
            for (int i = 0; i < 30_000; i++) {
                bus.publish(organization, bytes("lost " + i));
            }
        } finally {
            redis.restart();
        }

        // Then
        await().atMost(Duration.ofSeconds(20)).until(bus::isDelivering);
    }

    /** As when the node under Redis is gone and its address leads to another: what was open says nothing ever after. */
    @Test
    void connectionsThatHangForGoodAreReplacedAndClosed() throws Exception {
        try (EmbeddedRedis other = EmbeddedRedis.start();
                ChaosProxy way = ChaosProxy.to("127.0.0.1", redis.port())) {
            // Given
            RedisChannelBus through = startBus("redis://127.0.0.1:" + way.port());
            through.subscribe(organization).toCompletableFuture().get(10, TimeUnit.SECONDS);
            redis.pause();
            try {
                fillTheWay(through);
                // Every link has given up what it had, and an attempt that found the frozen one.
                await().atMost(Duration.ofSeconds(20)).until(() -> way.connectionsAccepted() >= 6);

                // When
                way.retarget("127.0.0.1", other.port());

                // Then
                await().atMost(Duration.ofSeconds(20)).until(through::isDelivering);
                await().until(() -> establishedTo(way.port()) == 2);
                through.publish(organization, bytes("again"));
                await().untilAsserted(
                                () -> assertThat(recorder.of(organization)).contains("again"));
            } finally {
                redis.resume();
                through.stop();
            }
        }
    }

    /** The proxy's own count is of no use: it holds a connection until both ends have closed it. */
    private static long establishedTo(int port) throws IOException {
        String established = String.format(":%04X 01 ", port);
        long count = 0;
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            count += Files.readAllLines(Path.of(table)).stream()
                    .filter(line -> line.contains(established))
                    .count();
        }
        return count;
    }

    /** More than the buffers on the way hold, so that an orderly end of the connection waits behind it. */
    private void fillTheWay(ChannelBus through) {
        byte[] message = new byte[4096];
        for (int i = 0; i < 9_000; i++) {
            through.publish(organization, message);
        }
    }
}
