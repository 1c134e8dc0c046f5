package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.embedded.EmbeddedRedis;
import dev.carillon.testkit.RedisFaults;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisChannelBusTest extends ChannelBusContract {

    private static final BusConfig CONFIG = SharedServices.config(
            BusConfig.class, Map.of("carillon.bus.probe-interval", "100ms", "carillon.bus.reconnect-max", "300ms"));

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
        bus = new RedisChannelBus(
                vertx,
                new Shards.One(Redis.createClient(vertx, new RedisOptions().setConnectionString(redis.url()))),
                CONFIG,
                "pod-" + organization,
                new BroadcastMetrics(new SimpleMeterRegistry(), Clock.systemUTC()));
        bus.start(recorder);
        await().until(bus::isDelivering);
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
}
