package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A notification that was recalled on one pod is shown by none, also not by one that could not hear of it. */
@ExtendWith(WithCluster.class)
@Timeout(180)
class RecallIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    // Statements on connections that died unseen end one by one.
    private static final Duration AFTER_HEALING = Duration.ofSeconds(60);

    private final BreakableCluster cluster;
    private final SseClients clients = new SseClients();

    RecallIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    @AfterEach
    void closeClients() {
        clients.close();
    }

    @Test
    void everyPodTellsItsStreamsAndListsItNoMore() {
        // Given
        Login ada = cluster.login("recall-everywhere", "ada");
        List<SseStream> streams = List.of(open(1, ada, ""), open(2, ada, ""), open(3, ada, ""));
        long recalled = Api.created(cluster.pod(2), ada, Api.forEverybody("secret"));
        long updated = Api.created(cluster.pod(3), ada, Api.forEverybody("secret"));

        // When
        change(1, ada, recalled + "/recall", "");
        change(3, ada, updated + "/update", "{\"title\":\"new\",\"message\":\"new\"}");

        // Then
        for (SseStream stream : streams) {
            await().atMost(SOON)
                    .until(() -> stream.events("recall").size() == 1
                            && stream.events("update").size() == 1);
            assertThat(stream.events("recall").get(0).json().at("/data/id").asLong())
                    .isEqualTo(recalled);
        }
        for (int pod = 1; pod <= 3; pod++) {
            HttpResponse<String> list = Api.get(cluster.pod(pod), ada, "/api/notifications");
            assertThat(list.body()).doesNotContain("secret");
            assertThat(Api.json(list).path("notifications").findValuesAsText("id"))
                    .containsExactly(Long.toString(updated));
        }
    }

    @Test
    void newStreamOfAPodThatTheBusDoesNotReachHasNothingOfTheText() {
        // Given
        Login ada = cluster.login("recall-without-bus", "ada");
        SseStream before = open(3, ada, "");
        await().atMost(SOON).until(() -> before.events().size() == 1);
        String start = before.lastEventId();
        long id = Api.created(cluster.pod(1), ada, Api.forEverybody("secret"));
        await().atMost(SOON).until(() -> before.ids().size() == 1);
        cluster.redisLink(3).blackHole();

        // When
        change(1, ada, id + "/recall", "");
        SseStream resumed = open(3, ada, "?lastEventId=" + start);

        // Then
        await().atMost(SOON).until(() -> resumed.events("recall").size() == 1);
        assertThat(resumed.data()).doesNotContain("secret");
    }

    @Test
    void podThatIsCutOffFromBusAndDatabaseShowsNewStreamsNothing() {
        // Given
        Login ada = cluster.login("recall-cut-off", "ada");
        SseStream before = open(2, ada, "");
        await().atMost(SOON).until(() -> before.events().size() == 1);
        String start = before.lastEventId();
        long id = Api.created(cluster.pod(1), ada, Api.forEverybody("secret"));
        await().atMost(SOON).until(() -> before.ids().size() == 1);
        cluster.redisLink(2).blackHole();
        cluster.postgresLink(2).blackHole();

        // When
        change(1, ada, id + "/recall", "");
        SseRequest resume = request(2, ada, "?lastEventId=" + start);
        List<SseStream> resumed = new ArrayList<>(List.of(clients.open(resume)));

        // Then
        await().during(Duration.ofSeconds(6))
                .atMost(SOON)
                .until(() -> resumeAgainIfEnded(resumed, resume).ids().isEmpty());
        cluster.redisLink(2).cutAll();
        cluster.postgresLink(2).cutAll();
        cluster.redisLink(2).heal();
        cluster.postgresLink(2).heal();
        await().atMost(AFTER_HEALING)
                .until(() ->
                        resumeAgainIfEnded(resumed, resume).events("recall").size() == 1);
        assertThat(resumed).noneMatch(stream -> stream.data().contains("secret"));
        await().atMost(AFTER_HEALING).until(() -> before.events("recall").size() == 1);
    }

    /** A busy machine's first transaction may take longer than one may last: 503, nothing is changed, come again. */
    private void change(int pod, Login login, String path, String json) {
        HttpResponse<String> answer = await().atMost(SOON)
                .until(
                        () -> Api.post(cluster.pod(pod), login, "/api/notifications/" + path, json),
                        tried -> tried.statusCode() != 503);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode change = Api.json(answer);
        assertThat(change.path("id").asLong()).isPositive();
    }

    /** The newest of the streams. A pod that can ask nobody may also end a stream, and the page comes again. */
    private SseStream resumeAgainIfEnded(List<SseStream> streams, SseRequest resume) {
        SseStream newest = streams.get(streams.size() - 1);
        if (newest.ending().isPresent()) {
            newest = clients.open(resume);
            streams.add(newest);
        }
        return newest;
    }

    private SseStream open(int pod, Login login, String query) {
        return clients.openAnswered(request(pod, login, query), SOON);
    }

    private SseRequest request(int pod, Login login, String query) {
        return SseRequest.stream(BreakableCluster.address(cluster.pod(pod)), query)
                .as(login);
    }
}
