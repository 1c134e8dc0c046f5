package dev.carillon.chaos;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults 26 and 27: requests that are repeated, and positions that make no sense. */
@ExtendWith(WithCluster.class)
@Timeout(60)
class RequestFaultsIT {

    private final BreakableCluster cluster;

    RequestFaultsIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    /** Fault 26. */
    @Test
    void sameKeyInParallelOnAllPodsIsOneNotification() throws SQLException {
        // Given
        Login login = cluster.login("same-key", "u1");
        try (SseClients clients = new SseClients()) {
            SseStream stream = open(clients, login, "");
            String body = Api.forEverybody("same-key-body");

            // When
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 20)
                    .mapToObj(i -> Api.createLater(cluster.pod(1 + i % 3), login, body, "Idempotency-Key", "the-same"))
                    .toList();
            List<HttpResponse<String>> all =
                    answers.stream().map(CompletableFuture::join).toList();
            long next = Api.created(cluster.pod(1), login, Api.forEverybody("next"));

            // Then
            assertTrue(all.stream().allMatch(answer -> answer.statusCode() == 201));
            assertEquals(1, all.stream().map(HttpResponse::body).distinct().count());
            await().atMost(Duration.ofSeconds(30)).until(() -> stream.ids().size() == 2);
            assertEquals(2, next);
            try (HeadLock look = HeadLock.take(cluster, "same-key")) {
                assertEquals(1, look.rowsWithMessage("same-key-body"));
            }
            HttpResponse<String> other =
                    Api.create(cluster.pod(2), login, Api.forEverybody("another body"), "Idempotency-Key", "the-same");
            assertEquals(409, other.statusCode());
        }
    }

    static List<String> positions() {
        return List.of(
                "0", // no mark
                "-1",
                "9223372036854775808",
                "1 OR 1=1",
                "' or '1'='1",
                "../../etc/passwd",
                "%00",
                "x".repeat(5_000),
                "a-b-c",
                "é-1",
                "0123456789abcdef0-1",
                "abc-9999999999999999");
    }

    /** Fault 27. */
    @ParameterizedTest
    @MethodSource("positions")
    void malformedPositionIsAnsweredWithAResetAndTheStreamIsLive(String position) {
        assertResetThenLive(position, "malformed");
    }

    /** Fault 27, as the positions that were true once or elsewhere. */
    @Test
    void positionOfAnotherHistoryOrBeyondTheHeadIsAnsweredWithAReset() {
        Api.created(cluster.pod(1), cluster.login("positions", "u1"), Api.forEverybody("the first"));
        assertResetThenLive("0badcafe-1", "forked");
        Login login = cluster.login("positions", "u1");
        try (SseClients clients = new SseClients()) {
            String present = open(clients, login, "").lastEventId();
            String mark = present.substring(0, present.indexOf('-'));
            assertResetThenLive(mark + "-999999999999", "forked");
        }
    }

    private void assertResetThenLive(String position, String reason) {
        Login login = cluster.login("positions", "u1");
        try (SseClients clients = new SseClients()) {
            // When
            SseStream stream = open(clients, login, position);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !stream.events("reset").isEmpty());
            Api.created(cluster.pod(2), login, Api.forEverybody("after the reset"));

            // Then
            await().atMost(Duration.ofSeconds(30)).until(() -> stream.ids().size() == 1);
            assertEquals(200, stream.status());
            assertEquals(reason, stream.events().get(1).json().path("reason").asText());
        }
    }

    private SseStream open(SseClients clients, Login login, String position) {
        SseRequest request = SseRequest.stream(cluster.addresses().get(0), "").as(login);
        return clients.openAnswered(position.isEmpty() ? request : request.after(position), Duration.ofSeconds(30));
    }
}
