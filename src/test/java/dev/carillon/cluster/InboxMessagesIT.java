package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.ReceivedEvent;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A notification that a user reads on one device is read on all of them, on any pod. */
@ExtendWith(WithCluster.class)
@Timeout(120)
class InboxMessagesIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final BreakableCluster cluster;
    private final SseClients clients = new SseClients();

    InboxMessagesIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    @AfterEach
    void closeClients() {
        clients.close();
    }

    @Test
    void readingOnOnePodTellsTheUsersTabsOnAllPodsTheSameCount() {
        // Given
        Login ada = cluster.login("inbox-tabs", "ada");
        List<SseStream> tabs = onEveryPod(ada);
        long first = Api.created(cluster.pod(2), ada, Api.forEverybody("a"));
        Api.created(cluster.pod(3), ada, Api.forEverybody("b"));

        // When
        JsonNode answer = Api.json(read(ada, 1, "{\"ids\":[" + first + "]}"));

        // Then
        assertThat(answer.path("count").asLong()).isEqualTo(1);
        for (SseStream tab : tabs) {
            await().atMost(SOON).until(() -> inbox(tab).size() == 1);
            JsonNode told = inbox(tab).get(0);
            assertThat(told.path("unread")).isEqualTo(answer.path("count"));
            assertThat(told.path("version")).isEqualTo(answer.path("version"));
            assertThat(told.at("/read/0").asLong()).isEqualTo(first);
        }
    }

    @Test
    void seeingOnOnePodSilencesTheUsersTabsOnAllPods() {
        // Given
        Login ada = cluster.login("inbox-seen", "ada");
        List<SseStream> tabs = onEveryPod(ada);
        long first = Api.created(cluster.pod(2), ada, Api.forEverybody("a"));
        Api.created(cluster.pod(3), ada, Api.forEverybody("b"));

        // When
        JsonNode answer = Api.json(tell(ada, 1, "seen", "{\"through\":" + first + "}"));
        JsonNode again = Api.json(tell(ada, 2, "seen", "{\"through\":" + first + "}"));

        // Then
        assertThat(again).isEqualTo(answer);
        for (SseStream tab : tabs) {
            await().atMost(SOON).until(() -> inbox(tab).size() == 1);
            JsonNode told = inbox(tab).get(0);
            assertThat(told.path("seenThrough").asLong()).isEqualTo(first);
            assertThat(told.path("unread").asLong()).isEqualTo(2);
            assertThat(told.path("unseen").asLong()).isEqualTo(1);
            assertThat(told.path("version")).isEqualTo(answer.path("version"));
        }
    }

    @Test
    void mutingOnOnePodIsObeyedByTheStreamsOfAllPods() {
        // Given
        Login ada = cluster.login("inbox-muted", "ada");
        List<SseStream> tabs = onEveryPod(ada);
        SseStream other = onEveryPod(cluster.login("inbox-muted", "eve")).get(2);
        Api.created(cluster.pod(2), ada, Api.forEverybody("ad.summer", "m"));

        // When
        String muted = "{\"version\":0,\"types\":[{\"type\":\"ad.*\",\"inApp\":false}]}";
        long begin = System.nanoTime();
        assertThat(Api.put(cluster.pod(1), ada, "/api/preferences", muted).statusCode())
                .isEqualTo(200);
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> tabs.stream().allMatch(tab -> tab.events("reset").size() == 1));
        System.out.printf("Muting: obeyed by three pods in %d ms%n", (System.nanoTime() - begin) / 1_000_000);

        // Then
        long ad = Api.created(cluster.pod(3), ada, Api.forEverybody("ad.winter", "m"));
        long news = Api.created(cluster.pod(3), ada, Api.forEverybody("news", "m"));
        for (SseStream tab : tabs) {
            await().atMost(SOON)
                    .until(() -> tab.ids().contains(news) && inbox(tab).size() == 1);
            assertThat(tab.ids()).doesNotContain(ad);
            assertThat(inbox(tab).get(0).path("unread").asLong()).isZero();
        }
        await().atMost(SOON).until(() -> other.ids().contains(ad));
        for (int pod = 1; pod <= 3; pod++) {
            JsonNode count = Api.json(Api.get(cluster.pod(pod), ada, "/api/notifications/unread"));
            assertThat(count.path("count").asLong()).isEqualTo(1);
        }
    }

    @Test
    void laterCountHasTheHigherVersionWhicheverPodsItWasMadeOn() {
        // Given
        Login ada = cluster.login("inbox-versions", "ada");
        List<SseStream> tabs = onEveryPod(ada);
        long first = Api.created(cluster.pod(1), ada, Api.forEverybody("a"));
        long second = Api.created(cluster.pod(1), ada, Api.forEverybody("b"));

        // When
        read(ada, 2, "{\"ids\":[" + first + "]}");
        read(ada, 3, "{\"through\":" + second + "}");

        // Then
        for (SseStream tab : tabs) {
            await().atMost(SOON).until(() -> inbox(tab).size() == 2);
            assertThat(inbox(tab))
                    .extracting(told -> told.path("unread").asLong())
                    .containsExactlyInAnyOrder(1L, 0L);
            JsonNode newest = inbox(tab).stream()
                    .reduce((a, b) ->
                            a.path("version").asLong() > b.path("version").asLong() ? a : b)
                    .orElseThrow();
            assertThat(newest.path("unread").asLong()).isZero();
        }
    }

    @Test
    void nobodyElseIsToldWhatAUserHasRead() {
        // Given
        Login ada = cluster.login("inbox-private", "ada");
        List<SseStream> others = onEveryPod(cluster.login("inbox-private", "bob"));
        List<SseStream> namesakes = onEveryPod(cluster.login("inbox-elsewhere", "ada"));
        SseStream own = open(2, ada);
        long id = Api.created(cluster.pod(1), ada, Api.forEverybody("a"));

        // When
        read(ada, 1, "{\"ids\":[" + id + "]}");
        await().atMost(SOON).until(() -> inbox(own).size() == 1);
        // A later message of the same channel has come, so this one would have come too.
        Api.created(cluster.pod(1), ada, Api.forEverybody("b"));
        Api.created(cluster.pod(1), cluster.login("inbox-elsewhere", "ada"), Api.forEverybody("c"));

        // Then
        others.forEach(stream -> await().atMost(SOON).until(() -> stream.ids().size() == 2));
        namesakes.forEach(
                stream -> await().atMost(SOON).until(() -> stream.ids().size() == 1));
        assertThat(others).allMatch(stream -> inbox(stream).isEmpty());
        assertThat(namesakes).allMatch(stream -> inbox(stream).isEmpty());
    }

    /** A busy machine's first transaction may take longer than one may last: 503, nothing is changed, come again. */
    private HttpResponse<String> read(Login login, int pod, String json) {
        return tell(login, pod, "read", json);
    }

    private HttpResponse<String> tell(Login login, int pod, String what, String json) {
        HttpResponse<String> answer = await().atMost(SOON)
                .until(
                        () -> Api.post(cluster.pod(pod), login, "/api/notifications/" + what, json),
                        tried -> tried.statusCode() != 503);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }

    private List<SseStream> onEveryPod(Login login) {
        return List.of(open(1, login), open(2, login), open(3, login));
    }

    private SseStream open(int pod, Login login) {
        return clients.openAnswered(
                SseRequest.stream(BreakableCluster.address(cluster.pod(pod)), "")
                        .as(login),
                SOON);
    }

    private static List<JsonNode> inbox(SseStream stream) {
        return stream.events("inbox").stream().map(ReceivedEvent::json).toList();
    }
}
