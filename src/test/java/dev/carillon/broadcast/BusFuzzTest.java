package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.carillon.bus.BusConfig;
import dev.carillon.bus.BusMessageVerifier;
import dev.carillon.bus.BusMetrics;
import dev.carillon.bus.BusSeal;
import dev.carillon.bus.TestSeals;
import dev.carillon.notification.Draft;
import dev.carillon.notification.InMemoryNotificationLog;
import dev.carillon.notification.Recipient;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A pod survives any bytes on the bus, and believes only messages of pods. {@code ./mvnw verify} replays the inputs
 * that are kept beside the tests; {@code JAZZER_FUZZ=1 ./mvnw surefire:test -Dtest=BusFuzzTest#…} looks for more.
 */
class BusFuzzTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String CHANNEL = "carillon:org:{acme}";
    private static final BusConfig CONFIG = SharedServices.config(BusConfig.class, Map.of());

    private final SimWorld world = new SimWorld(7);
    private final BusSeal pod = TestSeals.of(List.of(SECRET), world.clock());
    private final BusMessageVerifier verifier = new BusMessageVerifier(
            TestSeals.of(List.of(SECRET), world.clock()),
            CONFIG,
            new BusMetrics(new SimpleMeterRegistry(), millis -> {}),
            world.clock(),
            BusMessage::isJudgedByItsNumber);
    private final List<byte[]> delivered = new ArrayList<>();

    @FuzzTest(maxDuration = "60s")
    void arbitraryBytesAreNeverDelivered(byte[] input) {
        // When
        verifier.receive(CHANNEL, Buffer.buffer(input), delivered::add);

        // Then
        assertThat(delivered).isEmpty();
    }

    /** The fuzzer says where and how a good envelope is changed, and on which channel it arrives. */
    @FuzzTest(maxDuration = "60s")
    void aChangedEnvelopeIsNeverDelivered(FuzzedDataProvider input) {
        // Given what earlier inputs have left, which the same object gets when the fuzzer runs
        delivered.clear();
        byte[] good = pod.seal(CHANNEL, input.consumeBytes(64)).getBytes();
        String channel = input.consumeBoolean() ? CHANNEL : input.consumeString(32);
        byte[] changed = changed(good, input);
        boolean isTheSame = channel.equals(CHANNEL) && Arrays.equals(changed, good);

        // When
        verifier.receive(channel, Buffer.buffer(changed), delivered::add);

        // Then
        assertThat(isTheSame || delivered.isEmpty()).isTrue();
    }

    private static byte[] changed(byte[] good, FuzzedDataProvider input) {
        Buffer changed = Buffer.buffer();
        int from = input.consumeInt(0, good.length);
        int to = input.consumeInt(from, good.length);
        changed.appendBytes(good, 0, from);
        changed.appendBytes(input.consumeBytes(32));
        changed.appendBytes(good, to, good.length - to);
        return changed.getBytes();
    }

    /** Behind the envelope, as where nothing is authenticated: the real broadcaster, with a client that listens. */
    @FuzzTest(maxDuration = "60s")
    void nothingThatIsSignedEndsThePod(FuzzedDataProvider input) {
        // Given
        FuzzedPod fuzzed = new FuzzedPod();
        String channel = input.pickValue(List.of("acme", "*", "*pod-sim", "*pods", "stranger"));
        byte[] body = input.consumeRemainingAsBytes();

        // When
        fuzzed.receive(channel, body);
        fuzzed.receive(channel, body);

        // Then
        fuzzed.create();
        assertThat(fuzzed.readerHasAll()).isTrue();
    }

    @FuzzTest(maxDuration = "60s")
    void decodedMessageCanBeEncodedAndDecodedAgain(byte[] input) {
        BusMessage.decode(input)
                .ifPresent(message -> assertThat(BusMessage.decode(message.encode()))
                        .get()
                        .usingRecursiveComparison()
                        .isEqualTo(message));
    }

    /** A pod with a reader of {@code acme}, on a simulated bus on which an attacker can send anything. */
    private static final class FuzzedPod {

        private static final String ORGANIZATION = "acme";

        private final SimWorld world = new SimWorld(7);
        private final InMemoryNotificationLog log = new InMemoryNotificationLog(world.clock());
        private final SimBus bus = new SimBus(world);
        private final SimPod pod = new SimPod(world, bus, log);
        private final SimBus.End anybody = bus.newEnd();
        private final SimBrowser reader = new SimBrowser(world, "ada", ORGANIZATION, () -> pod);
        private long created;

        FuzzedPod() {
            pod.broadcaster().podMessages().calls().answerWith(question -> {
                throw new IllegalArgumentException("as of another version");
            });
            pod.broadcaster().podMessages().listen("pods", report -> {});
            reader.open();
            create();
        }

        void receive(String channel, byte[] message) {
            anybody.publish(channel, message);
            pass();
        }

        /** Also where a message was believed that named ids which are not there: the database is asked, and decides. */
        void create() {
            pass();
            pod.create(ORGANIZATION, List.of(new Draft(new Recipient.WholeOrganization(), "test", "t", "m", null)));
            created++;
            pass();
        }

        boolean readerHasAll() {
            return reader.hasShown(created) || reader.owedAfter() >= created;
        }

        private void pass() {
            world.runUntil(world.now() + Duration.ofSeconds(8).toNanos(), () -> {});
        }
    }
}
