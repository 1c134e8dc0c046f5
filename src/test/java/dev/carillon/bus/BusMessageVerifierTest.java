package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.carillon.broadcast.SimWorld;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BusMessageVerifierTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String CHANNEL = "carillon:org:{21}";
    private static final BusConfig CONFIG = SharedServices.config(
            BusConfig.class, Map.of("carillon.bus.max-age", "30s", "carillon.bus.max-message-bytes", "4096"));

    private final SimWorld world = new SimWorld(1);
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final BusSeal pod = TestSeals.of(List.of(SECRET), world.clock());
    private final BusMessageVerifier verifier = new BusMessageVerifier(
            TestSeals.of(List.of(SECRET), world.clock()),
            CONFIG,
            new BusMetrics(registry, millis -> {}),
            world.clock(),
            body -> new String(body, StandardCharsets.UTF_8).startsWith("notifications "));
    private final List<String> heard = new ArrayList<>();

    @Test
    void disconnectIsAcceptedOnce() {
        // Given
        Buffer recorded = pod.seal(CHANNEL, utf8("disconnect 26 *\n"));

        // When
        receive(recorded);
        receive(recorded);

        // Then
        assertThat(heard).containsExactly("disconnect 26 *\n");
        assertThat(rejected(BusRejection.REPEATED)).isEqualTo(1);
    }

    @Test
    void replayAfterTheMaximumAgeIsStale() {
        for (String kind :
                List.of("disconnect 26 *\n", "signal 26 2\n{}", "question q *pod-a 2\n{}", "answer q 2\n{}")) {
            Buffer recorded = pod.seal(CHANNEL, utf8(kind));
            pass(Duration.ofSeconds(31));
            receive(recorded);
        }
        assertThat(heard).isEmpty();
        assertThat(rejected(BusRejection.STALE)).isEqualTo(4);
    }

    @Test
    void messageFromTheFutureIsStale() {
        // Given
        BusSeal ahead = TestSeals.of(List.of(SECRET), Clock.offset(world.clock(), Duration.ofHours(1)));

        // When
        receive(ahead.seal(CHANNEL, utf8("disconnect 26 *\n")));

        // Then
        assertThat(heard).isEmpty();
        assertThat(rejected(BusRejection.STALE)).isEqualTo(1);
    }

    /** A pod whose clock is wrong must not lose notifications for it; the log knows which are old. */
    @Test
    void notificationsAreAcceptedByTheirIdAlone() {
        Buffer recorded = pod.seal(CHANNEL, utf8("notifications e\n"));
        pass(Duration.ofHours(1));
        receive(recorded);
        receive(recorded);
        assertThat(heard).hasSize(2);
    }

    @Test
    void replayCacheIsBoundedAndCountsEarlyEvictions() {
        // When
        for (int i = 0; i < ReplayCache.CAPACITY + 10; i++) {
            receive(pod.seal(CHANNEL, utf8("signal 26 2\n{}")));
        }

        // Then
        assertThat(heard).hasSize(ReplayCache.CAPACITY + 10);
        assertThat(registry.get("carillon.bus.replays.forgotten").counter().count())
                .isEqualTo(10);
    }

    @Test
    void expiredEntriesAreEvictedWithoutBeingCounted() {
        for (int i = 0; i < ReplayCache.CAPACITY; i++) {
            receive(pod.seal(CHANNEL, utf8("signal 26 2\n{}")));
        }
        pass(Duration.ofSeconds(61));
        receive(pod.seal(CHANNEL, utf8("signal 26 2\n{}")));
        assertThat(registry.get("carillon.bus.replays.forgotten").counter().count())
                .isZero();
    }

    @Test
    void oversizedMessageIsNotRead() {
        receive(Buffer.buffer(new byte[4097]));
        assertThat(rejected(BusRejection.OVERSIZED)).isEqualTo(1);
        assertThat(verifier.fits(new byte[4096 - BusSeal.HEAD_BYTES])).isTrue();
        assertThat(verifier.fits(new byte[4097 - BusSeal.HEAD_BYTES])).isFalse();
        receive(pod.seal(CHANNEL, new byte[4096 - BusSeal.HEAD_BYTES]));
        assertThat(heard).hasSize(1);
    }

    @Test
    void failureOfAReceiverIsCountedAndContained() {
        assertThatCode(() -> verifier.receive(CHANNEL, pod.seal(CHANNEL, utf8("notifications e\n")), message -> {
                    throw new IllegalStateException("of the receiver");
                }))
                .doesNotThrowAnyException();
        assertThatCode(() -> verifier.receive(CHANNEL, null, message -> {})).doesNotThrowAnyException();
        assertThat(rejected(BusRejection.FAILED)).isEqualTo(1);
        assertThat(rejected(BusRejection.MALFORMED)).isEqualTo(1);
    }

    private void receive(Buffer message) {
        verifier.receive(CHANNEL, message, body -> heard.add(new String(body, StandardCharsets.UTF_8)));
    }

    private void pass(Duration time) {
        world.runUntil(world.now() + time.toNanos(), () -> {});
    }

    private double rejected(BusRejection reason) {
        return registry.get("carillon.bus.rejected")
                .tag("reason", reason.label())
                .counter()
                .count();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
