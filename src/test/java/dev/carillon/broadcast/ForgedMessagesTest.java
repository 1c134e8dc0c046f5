package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.broadcast.BusMessage.Disconnect;
import dev.carillon.broadcast.BusMessage.Entry;
import dev.carillon.broadcast.BusMessage.Notifications;
import dev.carillon.broadcast.BusMessage.Question;
import dev.carillon.bus.BusSeal;
import dev.carillon.bus.TestSeals;
import dev.carillon.sse.Cursor;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.OpenStreams;
import dev.carillon.testkit.RedisFaults;
import dev.carillon.testkit.SharedServices;
import dev.carillon.testkit.SseStream;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Write access to Redis alone cannot make a pod believe anything. */
@IdentityTest
class ForgedMessagesTest {

    private static final byte[] FORGED =
            "{\"type\":\"notification\",\"data\":{\"title\":\"FORGED\"}}".getBytes(StandardCharsets.UTF_8);

    @Inject
    Credentials credentials;

    @Inject
    MeterRegistry metrics;

    private final String organization = "forged-" + UUID.randomUUID();
    private final String channel = "carillon:org:{" + organization + "}";
    private final BusSeal stranger = TestSeals.of(List.of("fedcba9876543210fedcba9876543210"), Clock.systemUTC());
    private final BusSeal pod = TestSeals.of(List.of(EmbeddedResource.BUS_SECRET), Clock.systemUTC());
    private final RedisFaults redis =
            new RedisFaults("127.0.0.1", SharedServices.get().redis().port());
    private final OpenStreams streams = new OpenStreams();
    private SseStream ada;
    private String cookie;
    private Cursor first;

    @BeforeEach
    void connect() {
        cookie = credentials.session("ada", organization).cookie();
        ada = streams.connected(cookie);
        create("first");
        await().until(() -> shown().contains("first"));
        first = Cursor.parse(ada.lastEventId()).orElseThrow();
    }

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void aNotificationThatNoPodHasSignedIsNeverShown() {
        // Given: the next id, which would be shown at once.
        byte[] next =
                new Notifications(first.mark(), List.of(new Entry(new Cursor(7, 2), null, "test", 1, FORGED))).encode();
        byte[] ofAnother = pod.seal("carillon:org:{another}", next).getBytes();

        // When
        publish(channel, "carillon 1 " + new String(next, StandardCharsets.UTF_8));
        publish(
                channel,
                TestSeals.of(List.of(), Clock.systemUTC()).seal(channel, next).toString());
        publish(channel, stranger.seal(channel, next).toString());
        publish(channel, new String(ofAnother, StandardCharsets.UTF_8));
        create("second");

        // Then
        await().until(() -> shown().contains("second"));
        assertThat(shown()).doesNotContain("FORGED").doesNotContain("reset");
    }

    /** Without this test, the one above would pass for any mistake in its messages. */
    @Test
    void theSameSignedByAPodIsShown() {
        byte[] next =
                new Notifications(first.mark(), List.of(new Entry(new Cursor(7, 2), null, "test", 1, FORGED))).encode();
        publish(channel, pod.seal(channel, next).toString());
        await().until(() -> shown().contains("FORGED"));
    }

    @Test
    void aDisconnectThatNoPodHasSignedEndsNothing() {
        // Given
        byte[] everybody = new Disconnect(organization, null, null).encode();

        // When
        for (String to : List.of(channel, "carillon:org:{*}")) {
            publish(to, "carillon 1 disconnect * * " + organization + "\n");
            publish(to, stranger.seal(to, everybody).toString());
        }
        create("second");

        // Then
        await().until(() -> shown().contains("second"));
        assertThat(ada.ending()).isEmpty();
    }

    /** Also one that a pod has signed, of a version whose questions lack what this one looks for. */
    @Test
    void aQuestionWithoutItsFieldsCostsNeitherTheConnectionNorAProbe() {
        // Given
        double rebuilds = metrics.counter("carillon.bus.rebuilds").count();
        double failed = rejected("failed");
        String everyPod = "carillon:org:{*}";
        List<String> questions = List.of(
                "{}",
                "null",
                "[]",
                "{",
                "{\"organization\":null,\"id\":0,\"user\":null,\"type\":null}",
                "{\"organization\":\"" + organization + "\"}");

        // When
        publish(everyPod, "carillon 1 question a b 2\n{}");
        for (String question : questions) {
            byte[] body = new Question("q", "*pod-b", question.getBytes(StandardCharsets.UTF_8)).encode();
            publish(everyPod, pod.seal(everyPod, body).toString());
        }

        // Then: each was heard, and so is what comes behind them.
        await().until(() -> rejected("failed") == failed + questions.size());
        create("second");
        await().until(() -> shown().contains("second"));
        double probes = probes();
        await().until(() -> probes() >= probes + 3);
        assertThat(metrics.counter("carillon.bus.rebuilds").count()).isEqualTo(rebuilds);
        assertThat(metrics.get("carillon.bus.delivering").gauge().value()).isEqualTo(1);
        assertThat(metrics.get("carillon.bus.authenticated").gauge().value()).isEqualTo(1);
    }

    private double probes() {
        return metrics.get("carillon.bus.probe.delay").timer().count();
    }

    private double rejected(String reason) {
        return metrics.get("carillon.bus.rejected")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private void publish(String to, String message) {
        redis.command("PUBLISH", to, message);
    }

    private String shown() {
        return ada.events().toString();
    }

    private void create(String title) {
        ApiClient.withCookie(cookie).created(Map.of("title", title, "message", title, "audience", "organization"));
    }
}
