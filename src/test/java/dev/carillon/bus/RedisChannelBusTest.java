package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.embedded.EmbeddedRedis;
import dev.carillon.testkit.ChaosProxy;
import dev.carillon.testkit.RedisFaults;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RedisChannelBusTest extends ChannelBusContract {

    private static final String OURS = "0123456789abcdef0123456789abcdef";
    private static final String NEWER = "fedcba9876543210fedcba9876543210";

    // On a machine that stands still for three probes a bus reconnects, and the one message of a test is lost.
    private static final BusConfig CONFIG = SharedServices.config(
            BusConfig.class,
            Map.of(
                    "carillon.bus.probe-interval",
                    "500ms",
                    "carillon.bus.reconnect-max",
                    "300ms",
                    "carillon.bus.connect-timeout",
                    "500ms",
                    "carillon.bus.secrets",
                    OURS));
    private static final String ORGANIZATIONS = "carillon:org:{";

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
        return startBus(url, List.of(OURS), recorder, new SimpleMeterRegistry());
    }

    private RedisChannelBus startBus(
            String url, List<String> secrets, ChannelBus.Receiver receiver, MeterRegistry registry) {
        Clock clock = Clock.systemUTC();
        BusMetrics metrics = new BusMetrics(registry, millis -> {});
        RedisChannelBus started = new RedisChannelBus(
                vertx,
                new RedisTopology.One(vertx, BusOptions.bounded(new RedisOptions().setConnectionString(url), CONFIG)),
                CONFIG,
                new BusMessageVerifier(TestSeals.of(secrets, clock), CONFIG, metrics, clock, body -> true),
                "pod-" + UUID.randomUUID(),
                metrics);
        started.start(receiver);
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
    @Tag("outage")
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
    @Tag("outage")
    void killedSubscriptionsAreRestoredAndTheGapIsReported() throws Exception {
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
    @Tag("outage")
    void accountWithoutRightsToChannelsIsNamedWithTheSilence() throws Exception {
        // Given
        RedisFaults faults = new RedisFaults("127.0.0.1", redis.port());

        // When
        List<String> told = new CopyOnWriteArrayList<>();
        Handler values = new Handler() {
            @Override
            public void publish(LogRecord line) {
                told.add(line.getMessage() + Arrays.toString(line.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(BusProbe.class.getName());
        log.addHandler(values);
        try {
            faults.command("ACL", "SETUSER", "default", "resetchannels");

            // Then
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(told).anyMatch(line -> line.contains("NOPERM")));
        } finally {
            log.removeHandler(values);
            faults.command("ACL", "SETUSER", "default", "allchannels");
        }
        await().atMost(Duration.ofSeconds(20)).until(bus::isDelivering);
    }

    @Test
    @Tag("outage")
    void frozenRedisIsDetectedBySilenceAndUsedAgainWhenItAnswers() {
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
    @Tag("outage")
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

    @Test
    @Tag("outage")
    void bytesThatWaitForAFrozenRedisAreBounded() {
        // Given
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        RedisChannelBus frozen = startBus(redis.url(), List.of(OURS), recorder, registry);
        redis.pause();
        try {
            // When: fewer messages than may wait
            byte[] message = new byte[100_000];
            for (int i = 0; i < 1_000; i++) {
                frozen.publish(organization, message);
            }

            // Then
            assertThat(registry.get("carillon.bus.pending.bytes").gauge().value())
                    .isLessThanOrEqualTo(CONFIG.maxPendingBytes().asLongValue());
            assertThat(registry.get("carillon.bus.publishes")
                            .tag("outcome", "failed")
                            .counter()
                            .count())
                    .isGreaterThanOrEqualTo(600);
        } finally {
            redis.resume();
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> registry.get("carillon.bus.pending.bytes").gauge().value() == 0);
        frozen.stop();
    }

    /** An exception at one message used to escape from the client's parser, after which nothing could be read. */
    @Test
    void receiverThatFailsAtOneMessageGetsTheNext() throws Exception {
        // Given
        MeterRegistry registry = new SimpleMeterRegistry();
        RedisChannelBus failing = startBus(
                redis.url(),
                List.of(OURS),
                new ChannelBus.Receiver() {
                    @Override
                    public void onMessage(String organizationId, byte[] message) {
                        if (message[0] == 'b') {
                            throw new NullPointerException("as a question without its fields once did");
                        }
                        recorder.onMessage(organizationId, message);
                    }

                    @Override
                    public void onGap() {
                        recorder.onGap();
                    }
                },
                registry);
        try {
            failing.subscribe(organization).toCompletableFuture().get(10, TimeUnit.SECONDS);

            // When
            for (int i = 0; i < 20; i++) {
                bus.publish(organization, bytes("bad " + i));
                bus.publish(organization, bytes("good " + i));
            }

            // Then
            await().untilAsserted(() ->
                    assertThat(recorder.of(organization)).hasSize(20).contains("good 19"));
            assertThat(rejected(registry, "failed")).isEqualTo(20);
            assertThat(registry.get("carillon.bus.rebuilds").counter().count()).isZero();
        } finally {
            failing.stop();
        }
    }

    @Test
    void foreignMessagesAreNeitherDeliveredNorEndTheConnection() throws Exception {
        // Given
        MeterRegistry registry = new SimpleMeterRegistry();
        String name = ORGANIZATIONS + organization + "}";
        RedisChannelBus listening = startBus(redis.url(), List.of(OURS), recorder, registry);
        RedisFaults anybody = new RedisFaults("127.0.0.1", redis.port());
        BusSeal stranger = TestSeals.of(List.of(NEWER), Clock.systemUTC());
        BusSeal pod = TestSeals.of(List.of(OURS), Clock.systemUTC());
        try {
            listening.subscribe(organization).toCompletableFuture().get(10, TimeUnit.SECONDS);
            listening.subscribe("*").toCompletableFuture().get(10, TimeUnit.SECONDS);
            int gaps = recorder.gaps.get();
            List<String> others = List.of(
                    "",
                    "carillon",
                    "carillon 1 question a b 2\n{}",
                    "carillon 1 notifications e\n2 * test 1 2\n{}",
                    "carillon 3 of the next version",
                    "carillon 2 0000000000000000 --------------------------------\nnotifications e\n",
                    "carillon 2 zzzzzzzzzzzzzzzz 00000000000000000000000000000000\nnotifications e\n",
                    stranger.seal(name, bytes("notifications e\n")).toString(),
                    pod.seal(ORGANIZATIONS + "another}", bytes("notifications e\n"))
                            .toString(),
                    pod.seal(name, bytes("notifications e\n")) + " ",
                    "*3\r\n$7\r\nmessage\r\n",
                    "x".repeat(CONFIG.maxMessageBytes() + 1));

            // When
            List<String> ours = new ArrayList<>();
            for (int round = 0; round < 10; round++) {
                for (String other : others) {
                    anybody.command("PUBLISH", name, other);
                    anybody.command("PUBLISH", ORGANIZATIONS + "*}", other);
                }
                ours.add("ours " + round);
                bus.publish(organization, bytes("ours " + round));
            }

            // Then
            await().untilAsserted(() -> assertThat(recorder.of(organization)).isEqualTo(ours));
            assertThat(recorder.of("*")).isEmpty();
            assertThat(recorder.gaps.get()).isEqualTo(gaps);
            assertThat(registry.get("carillon.bus.rebuilds").counter().count()).isZero();
            assertThat(listening.isDelivering()).isTrue();
            assertThat(rejected(registry, "foreign")).isGreaterThanOrEqualTo(60);
            assertThat(rejected(registry, "oversized")).isEqualTo(20);
            assertThat(rejected(registry, "unsigned")).isEqualTo(20);
            assertThat(rejected(registry, "version")).isEqualTo(60);
        } finally {
            listening.stop();
        }
    }

    /** Somebody who records a probe and says it again, or makes one up, proves nothing. */
    @Test
    void probesOfOtherPodsAreIgnored() throws Exception {
        // Given
        MeterRegistry registry = new SimpleMeterRegistry();
        RedisChannelBus listening = startBus(redis.url(), List.of(OURS), recorder, registry);
        RedisFaults anybody = new RedisFaults("127.0.0.1", redis.port());
        try {
            Object channels = anybody.command("PUBSUB", "CHANNELS", "carillon:probe:*");

            // When
            for (Object channel : (List<?>) channels) {
                for (int number = 0; number < 50; number++) {
                    anybody.command("PUBLISH", channel.toString(), Integer.toString(number));
                }
            }

            // Then
            await().until(() -> rejected(registry, "malformed") == 50);
            assertThat(listening.isDelivering()).isTrue();
        } finally {
            listening.stop();
        }
    }

    /** Append everywhere, put first everywhere, drop everywhere: pods of two adjacent steps hear each other. */
    @Test
    void aSecretIsReplacedInThreeStepsWithoutLoss() throws Exception {
        // Given
        List<List<String>> steps = List.of(List.of(OURS), List.of(OURS, NEWER), List.of(NEWER, OURS), List.of(NEWER));
        List<String> expected = new ArrayList<>();

        for (int step = 0; step + 1 < steps.size(); step++) {
            MeterRegistry registry = new SimpleMeterRegistry();
            RedisChannelBus before = startBus(redis.url(), steps.get(step), recorder, registry);
            RedisChannelBus after = startBus(redis.url(), steps.get(step + 1), recorder, registry);
            try {
                before.subscribe(organization).toCompletableFuture().get(10, TimeUnit.SECONDS);
                after.subscribe(organization).toCompletableFuture().get(10, TimeUnit.SECONDS);

                // When
                before.publish(organization, bytes("before " + step));
                after.publish(organization, bytes("after " + step));

                // Then
                expected.addAll(List.of("before " + step, "before " + step, "after " + step, "after " + step));
                await().untilAsserted(() ->
                        assertThat(recorder.of(organization)).containsExactlyInAnyOrderElementsOf(expected));
                assertThat(rejected(registry, "foreign")).isZero();
            } finally {
                before.stop();
                after.stop();
            }
        }
    }

    private static double rejected(MeterRegistry registry, String reason) {
        return registry.get("carillon.bus.rejected")
                .tag("reason", reason)
                .counter()
                .count();
    }

    /** As when the node under Redis is gone and its address leads to another: open connections stay silent forever. */
    @Test
    @Tag("outage")
    void hangingConnectionsAreReplacedAndClosed() throws Exception {
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
