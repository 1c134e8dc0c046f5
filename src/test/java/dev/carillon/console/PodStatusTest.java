package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.console.PodStatus.Sample;
import dev.carillon.console.PodStatus.Share;
import dev.carillon.insight.PodStats;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PodStatusTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Sample QUIET = new Sample(0, 0, 0, 0, null, null);

    private final ConsoleConfig config = SharedServices.config(
            ConsoleConfig.class, Map.of("carillon.console.organizations", "2", "carillon.console.max-pods", "2"));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PodRegistry heard = new PodRegistry(JSON, config, meters);

    @Test
    void samplesAreRatesSinceThePreviousSample() {
        // Given
        SampleHistory samples = new SampleHistory(10);
        samples.next(podStats(100, 1_000, 40_000, 90), 0);

        // When
        Sample moment = samples.next(
                podStats(110, 1_040, 40_600, 25), Duration.ofSeconds(2).toNanos());

        // Then
        assertThat(moment).isEqualTo(new Sample(3, 1, 5.0, 20.0, 15.0, 25.0));
    }

    @Test
    void delayIsUnknownWhereNothingWasWritten() {
        // Given
        SampleHistory samples = new SampleHistory(10);
        samples.next(podStats(1, 1, 5, 5), 0);

        // When
        Sample moment = samples.next(podStats(1, 1, 5, 0), Duration.ofSeconds(1).toNanos());

        // Then
        assertThat(moment.d()).isNull();
        assertThat(moment.s()).isNull();
    }

    @Test
    void historyIsBoundedAndExcludesTheCurrentSample() {
        // Given
        SampleHistory samples = new SampleHistory(3);

        // When
        IntStream.rangeClosed(1, 5).forEach(n -> samples.before(new Sample(n, 0, 0, 0, null, null)));

        // Then
        assertThat(samples.before(QUIET)).extracting(Sample::n).containsExactly(3L, 4L, 5L);
    }

    @Test
    void reportOfTheLongestHistoryIsSmall() throws IOException {
        // Given
        Sample busy = new Sample(49_999, 12_345, 9_999.9, 99_999.9, 12_345.6, 98_765.0);
        List<Share> shares = Collections.nCopies(20, new Share("o".repeat(64), 49_999));
        PodStatus report = new PodStatus(
                "p".repeat(63),
                "3f2a",
                "10.20.30-SNAPSHOT",
                9_999_999,
                true,
                49_999,
                12_345,
                true,
                12.3,
                9_999,
                shares,
                busy,
                Collections.nCopies(120, busy));

        // When
        byte[] json = JSON.writeValueAsBytes(report);

        // Then
        assertThat(json.length).isLessThan(12 * 1024);
        assertThat(JSON.readValue(json, PodStatus.class)).isEqualTo(report);
    }

    @Test
    void invalidReportIsDroppedAndCounted() {
        // When
        heard.hear("{".getBytes(StandardCharsets.UTF_8));
        heard.hear("null".getBytes(StandardCharsets.UTF_8));
        heard.hear("{\"pod\":\"pod-1\"}".getBytes(StandardCharsets.UTF_8));
        heard.hear(new byte[1024 * 1024]);

        // Then
        assertThat(heard.all()).isEmpty();
        assertThat(meters.counter("carillon.console.reports.dropped").count()).isEqualTo(4);
    }

    @Test
    void podsBeyondTheBoundAreDroppedAndKnownOnesAreNot() {
        // Given
        heard.hear(report("pod-1"));
        heard.hear(report("pod-2"));

        // When
        heard.hear(report("pod-3"));
        heard.hear(report("pod-1", new Share("o1", 7)));

        // Then
        assertThat(heard.all()).extracting(one -> one.report().pod()).containsExactly("pod-1", "pod-2");
        assertThat(heard.all().get(0).report().connections()).isEqualTo(7);
        assertThat(meters.counter("carillon.console.reports.dropped").count()).isEqualTo(1);
    }

    @Test
    void organizationsAreAddedUpOverPodsAndTheRestIsASum() {
        // Given
        heard.hear(report("pod-1", new Share("large", 5), new Share("small", 1)));
        heard.hear(report("pod-2", new Share("middle", 3), new Share("large", 5)));

        // When
        ClusterSnapshot message = ClusterSnapshot.of(heard.all(), config, report("pod-1"), Clock.systemUTC());

        // Then
        assertThat(message.organizations())
                .containsExactly(
                        new ClusterSnapshot.Organization("large", 10, 2),
                        new ClusterSnapshot.Organization("middle", 3, 1));
        assertThat(message.otherConnections()).isEqualTo(1);
    }

    @Test
    void podsOfOneNameAreShownOneByOne() {
        // Given
        PodStatus one = report("carillon", "1111", 60, new Share("o1", 7));
        PodStatus other = report("carillon", "2222", 30, new Share("o1", 5));

        // When
        heard.hear(one);
        heard.hear(other);
        heard.hear(one);
        ClusterSnapshot message = ClusterSnapshot.of(heard.all(), config, other, Clock.systemUTC());

        // Then
        assertThat(message.pods())
                .extracting(pod -> pod.report().pod())
                .containsExactly("carillon (1111)", "carillon (2222)");
        assertThat(message.servedBy()).isEqualTo("carillon (2222)");
        assertThat(message.organizations()).containsExactly(new ClusterSnapshot.Organization("o1", 12, 2));
    }

    @Test
    void podThatStartsAgainTakesThePlaceOfTheOneBefore() {
        // Given
        heard.hear(report("pod-1", "1111", 60));

        // When
        heard.hear(report("pod-1", "2222", 0));

        // Then
        assertThat(heard.all()).extracting(one -> one.report().process()).containsExactly("2222");
        assertThat(heard.all()).extracting(one -> one.report().pod()).containsExactly("pod-1");
    }

    private static PodStats podStats(long committed, long written, long delayMillis, long slowest) {
        return new PodStats(3, 1, committed, written, delayMillis, slowest, true, 1, 1, List.of());
    }

    private static PodStatus report(String pod, Share... shares) {
        return report(pod, null, 1, shares);
    }

    private static PodStatus report(String pod, @Nullable String process, long uptimeSeconds, Share... shares) {
        long connections =
                List.of(shares).stream().mapToLong(Share::connections).sum();
        return new PodStatus(
                pod,
                process,
                null,
                uptimeSeconds,
                false,
                connections,
                0,
                true,
                1.0,
                shares.length,
                List.of(shares),
                QUIET,
                List.of());
    }
}
