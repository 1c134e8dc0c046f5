package dev.carillon.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.ReceivedEvent;
import dev.carillon.testkit.SseStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many notifications for everybody that come at once go to a stream in one piece, and one by one where it filters. */
@ExtendWith(WithCluster.class)
@Timeout(60)
class BurstIT extends StreamTestBase {

    private static final int COUNT = 300;
    /** The first comes alone: only a stream that has taken something at once is known to have nothing queued. */
    private static final List<Long> ALL =
            LongStream.rangeClosed(1, COUNT + 1).boxed().toList();

    private static final List<Long> ODD = ALL.stream().filter(id -> id % 2 == 1).toList();

    private final BreakableCluster cluster;

    BurstIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void everyKindOfStreamGetsABurstWholeAndInOrder() {
        // Given
        Login login = cluster.login("burst", "u1");
        SseStream plain = open(cluster.pod(1), login, "");
        SseStream second = open(cluster.pod(1), cluster.login("burst", "u2"), "");
        SseStream packed = open(request(cluster.pod(1), login, "").withGzip());
        SseStream filtered = open(cluster.pod(1), login, "?types=odd");
        SseStream elsewhere = open(cluster.pod(3), login, "");
        Api.created(cluster.pod(2), login, Api.forEverybody("odd", "number 1"));
        List.of(plain, second, packed, filtered, elsewhere).forEach(stream -> awaitNotifications(stream, 1));

        // When
        assertThat(Api.post(cluster.pod(2), login, "/api/notifications/batch", burst())
                        .statusCode())
                .isEqualTo(201);
        List.of(plain, second, packed, elsewhere).forEach(stream -> awaitNotifications(stream, ALL.size()));
        awaitNotifications(filtered, ODD.size());

        // Then
        assertThat(List.of(plain, second, packed, elsewhere))
                .allSatisfy(stream -> assertThat(stream.ids()).isEqualTo(ALL));
        assertThat(filtered.ids()).isEqualTo(ODD);
        assertThat(second.events("notification"))
                .extracting(ReceivedEvent::id)
                .isEqualTo(packed.events("notification").stream()
                        .map(ReceivedEvent::id)
                        .toList());
    }

    @Test
    void streamThatHasHadABurstResumesAfterIt() {
        // Given
        Login login = cluster.login("burst-resume", "u1");
        SseStream stream = open(cluster.pod(1), login, "");
        Api.created(cluster.pod(2), login, Api.forEverybody("odd", "number 1"));
        awaitNotifications(stream, 1);
        Api.post(cluster.pod(2), login, "/api/notifications/batch", burst());
        awaitNotifications(stream, ALL.size());
        stream.close();

        // When
        long next = Api.created(cluster.pod(2), login, Api.forEverybody("after the burst"));
        SseStream again = open(request(cluster.pod(3), login, "").after(stream.lastEventId()));
        awaitNotifications(again, 1);

        // Then
        assertThat(again.ids()).containsExactly(next);
    }

    /** Like a client after the death of its pod: missed notifications are in memory, and fill its socket at once. */
    @Test
    void resumeOfMoreThanASocketTakesIsNotCutOff() {
        // Given
        Login login = cluster.login("burst-large", "u1");
        SseStream left = open(cluster.pod(1), login, "");
        // On every event loop, so that the client's next one has the organization's log in memory.
        List<SseStream> others = IntStream.range(0, 16)
                .mapToObj(i -> open(cluster.pod(1), cluster.login("burst-large", "other" + i), ""))
                .toList();
        Api.created(cluster.pod(2), login, Api.forEverybody("first"));
        awaitNotifications(left, 1);
        left.close();
        String text = "x".repeat(900);
        Api.post(
                cluster.pod(2),
                login,
                "/api/notifications/batch",
                IntStream.range(0, 750)
                        .mapToObj(i -> Api.forEverybody(text))
                        .collect(Collectors.joining(",", "{\"notifications\":[", "]}")));
        others.forEach(stream -> awaitNotifications(stream, 751));

        // When
        SseStream again = open(request(cluster.pod(1), login, "").after(left.lastEventId()));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> again.ids().size() >= 750 || again.ending().isPresent());

        // Then
        assertThat(again.ending()).isEmpty();
        assertThat(again.ids()).isEqualTo(LongStream.rangeClosed(2, 751).boxed().toList());
    }

    private static String burst() {
        return IntStream.rangeClosed(2, COUNT + 1)
                .mapToObj(i -> Api.forEverybody(i % 2 == 1 ? "odd" : "even", "number " + i))
                .collect(Collectors.joining(",", "{\"notifications\":[", "]}"));
    }
}
