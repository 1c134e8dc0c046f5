package dev.carillon.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import dev.carillon.problem.TooManyRequests;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.OpenStreams;
import dev.carillon.testkit.SseStream;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The use of one caller or organization does not reduce the share of others. */
@IdentityTest
class SharesTest {

    private static final int BATCH_BYTES = 2 * 1024 * 1024;

    @Inject
    Credentials credentials;

    @Inject
    MeterRegistry registry;

    @Inject
    QueryPermits queries;

    @Inject
    StreamRateLimiter opens;

    @Inject
    Points points;

    @Inject
    Audiences audiences;

    private final String organization = "shares-" + UUID.randomUUID();

    @Test
    void callerThatAsksForTooMuchIsToldWhenToGoOnAndOthersAreNot() {
        // Given
        ApiClient hasty = user("hasty");
        ApiClient other = user("other");
        double before = refused("points_caller");
        // When
        Response refused = null;
        long took = 0;
        for (int i = 0; i < 200 && refused == null; i++) {
            long began = System.nanoTime();
            Response answer = hasty.get("/1/deliveries").extract().response();
            took = System.nanoTime() - began;
            refused = answer.statusCode() == 404 ? null : answer;
        }
        // Then
        assertThat(refused).isNotNull();
        assertThat(took).as("held back").isGreaterThanOrEqualTo(200_000_000);
        refused.then().statusCode(429).contentType("application/problem+json");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
        assertThat(refused("points_caller")).isGreaterThan(before);
        other.get("/unread").statusCode(200);
    }

    @Test
    void sessionThatOpensTooManyStreamsIsToldToComeBackAndOthersAreConnected() {
        // Given
        Caller greedy = new Caller(organization, "greedy", new Credential.Session("s"));
        String cookie = credentials.session("greedy", organization).cookie();
        try (OpenStreams streams = new OpenStreams()) {
            // When: ten a second come back, so a slow machine may open one more
            SseStream answer = null;
            int admitted = 0;
            for (int i = 0; i < 10 && (answer == null || !OpenStreams.has(answer, "reconnect")); i++) {
                while (opens.admit(greedy)) {
                    admitted++;
                }
                SseStream stream = streams.open(OpenStreams.request("").withCookie(cookie));
                Awaitility.await().until(() -> !stream.events().isEmpty());
                answer = stream;
            }
            // Then
            assertThat(admitted).isBetween(100, 1000);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.retry()).isPresent();
            assertThat(answer.events())
                    .singleElement()
                    .satisfies(event -> assertThat(event.data()).contains("\"reason\":\"busy\""));
            streams.connected(credentials.session("modest", organization).cookie());
        }
    }

    @Test
    void queriesOfOneCallerWaitForEachOtherAndOthersDoNot() {
        // Given
        QuotaOwner greedy = new QuotaOwner(organization, "greedy", false);
        QuotaOwner other = new QuotaOwner(organization + "x", "other", false);
        for (int i = 0; i < 3; i++) {
            assertThat(queries.enter(greedy).toCompletableFuture().join()).isTrue();
        }
        CompletableFuture<Boolean> fourth = queries.enter(greedy).toCompletableFuture();
        // When
        CompletableFuture<Boolean> others = queries.enter(other).toCompletableFuture();
        // Then
        assertThat(others).isCompletedWithValue(true);
        assertThat(fourth).isNotDone();
        queries.leave(greedy);
        assertThat(fourth.join()).isTrue();
        queries.leave(other);
        for (int i = 0; i < 3; i++) {
            queries.leave(greedy);
        }
    }

    @Test
    void queryThatGetsNoPlaceInTimeIsRefusedAndPlacesComeBackAfterEachRequest() {
        // Given
        ApiClient user = user("patient");
        QuotaOwner same = new QuotaOwner(organization, "patient", false);
        for (int i = 0; i < 3; i++) {
            assertThat(queries.enter(same).toCompletableFuture().join()).isTrue();
        }
        // When
        Response refused = user.get("").extract().response();
        for (int i = 0; i < 3; i++) {
            queries.leave(same);
        }
        // Then
        assertThat(refused.statusCode()).isEqualTo(429);
        for (int i = 0; i < 10; i++) {
            assertThat(user.get("").extract().statusCode()).isEqualTo(200);
            assertThat(user.get("?limit=nonsense").extract().statusCode()).isEqualTo(400);
        }
        Awaitility.await()
                .until(() -> registry.get("carillon.limit.queries").gauge().value() == 0);
    }

    @Test
    void bodiesThatNeverEndDoNotTakeAllTheMemory() throws IOException {
        // Given
        awaitHeld(0);
        String key = credentials
                .user("boss", organization, "admin")
                .createKey(Map.of("name", "backend"))
                .statusCode(201)
                .extract()
                .path("key");
        String head = "POST /api/notifications/batch HTTP/1.1\r\nHost: x\r\nX-Api-Key: " + key
                + "\r\nContent-Type: application/json\r\nContent-Length: " + BATCH_BYTES + "\r\n\r\n{";
        List<Socket> sockets = new ArrayList<>();
        try {
            // When more are begun than the caller may hold: 12 MiB
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                Socket socket = new Socket("127.0.0.1", RestAssured.port);
                sockets.add(socket);
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            }
            for (Socket socket : sockets) {
                answers.add(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
            }
            // Then
            assertThat(answers).filteredOn("HTTP/1.1 429"::equals).hasSize(1);
            assertThat(answers).filteredOn("HTTP/1.1 408"::equals).hasSize(6);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        Awaitility.await()
                .until(() -> registry.get("carillon.limit.bodies").gauge().value() == 0);
    }

    /** A chunked batch may come to as much as one that says so, and no less. */
    @Test
    void bodyThatDoesNotTellItsLengthCountsAsTheLongestOfItsRoute() throws IOException {
        // Given
        String cookie = credentials.session("chunked", organization, "admin").cookie();
        String head = " HTTP/1.1\r\nHost: x\r\nCookie: " + cookie
                + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n";
        try (Socket batch = new Socket("127.0.0.1", RestAssured.port);
                Socket single = new Socket("127.0.0.1", RestAssured.port)) {
            // When
            batch.getOutputStream().write(("POST /api/notifications/batch" + head).getBytes(StandardCharsets.US_ASCII));
            awaitHeld(BATCH_BYTES);
            single.getOutputStream().write(("POST /api/notifications" + head).getBytes(StandardCharsets.US_ASCII));
            // Then
            awaitHeld(BATCH_BYTES + 256 * 1024);
        }
        awaitHeld(0);
    }

    private void awaitHeld(long bytes) {
        Awaitility.await()
                .until(() -> registry.get("carillon.limit.bodies").gauge().value() == bytes);
    }

    @Test
    void callsOfATrpcBatchArePaidOneByOne() {
        // Given
        ApiClient hasty = user("batches");
        String path = "/api/trpc/" + String.join(",", Collections.nCopies(10, "notifications.unread")) + "?batch=1";
        // When
        int answered = 0;
        Response refused = null;
        for (int i = 0; i < 200 && refused == null; i++) {
            Response answer = hasty.request().urlEncodingEnabled(false).get(path);
            if (answer.statusCode() == 429) {
                refused = answer;
            } else {
                answered++;
            }
        }
        // Then: of 5,000 points at once, and a thousand more a second, each takes 200
        assertThat(refused).isNotNull();
        assertThat(answered).isBetween(10, 150);
    }

    @Test
    void answersArePaidForByTheirBytes() {
        // Given a list of 1.6 MB for everybody, 400 points
        List<Map<String, String>> all = Collections.nCopies(
                100, Map.of("type", "t", "title", "t", "message", "m".repeat(16_000), "audience", "organization"));
        user("writer").post("/batch", Map.of("notifications", all)).statusCode(201);
        // When a reader of all its points has had it, of which the rows alone would leave 2,970
        boolean owes = false;
        for (int i = 0; i < 10 && !owes; i++) {
            user("reader-" + i).get("?limit=100").statusCode(200);
            owes = isRefused(new QuotaOwner(organization, "reader-" + i, false), 2_900);
        }
        // Then
        assertThat(owes).isTrue();
    }

    private boolean isRefused(QuotaOwner owner, int price) {
        try {
            points.take(owner, price);
            return false;
        } catch (TooManyRequests refused) {
            return refused.getMessage().startsWith("This caller");
        }
    }

    @Test
    void organizationPaysForTheStreamsThatItsNotificationsGoTo() {
        // Given
        String large = "large-" + UUID.randomUUID();
        QuotaOwner member = new QuotaOwner(large, "member", true);
        points.take(new QuotaOwner(organization, "another", false), 1);
        IntStream.range(0, 50).forEach(i -> audiences.join(large));
        // When they cost 5 points each
        audiences.pay(large, 8_000);
        // Then
        assertThatThrownBy(() -> points.take(member, 1))
                .isInstanceOf(TooManyRequests.class)
                .hasMessageContaining("organization");
        IntStream.range(0, 50).forEach(i -> audiences.leave(large));
    }

    @Test
    void failedSignInsAreLimitedAndSignedInCallersAreNot() throws IOException {
        // Given
        ApiClient caller = user("known");
        String request = "GET /api/notifications/unread HTTP/1.1\r\nHost: x\r\nCookie: connect.sid=s%3Amade.up\r\n\r\n";
        double before = refused("strangers");
        // When
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < 80; i++) {
                        socket.getOutputStream().write(request.repeat(100).getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (IOException closedByTheServer) {
                    // As it should.
                }
            });
            writer.start();
            String answers;
            try {
                answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            } catch (IOException reset) {
                answers = "HTTP/1.1 429";
            }
            // Then
            assertThat(answers).contains("HTTP/1.1 429");
        }
        assertThat(refused("strangers")).isGreaterThan(before);
        caller.get("/unread").statusCode(200);
    }

    /** The form of the tRPC client's answer is another, and so is the way that it takes. */
    @ParameterizedTest
    @ValueSource(strings = {"/api/notifications/unread", "/api/trpc/notifications.unread"})
    void failedSignInsBeyondTheirRateAreHeldBack(String path) throws IOException {
        // Given
        String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nCookie: connect.sid=s%3Amade.up\r\n\r\n";
        byte[] many = request.repeat(100).getBytes(StandardCharsets.US_ASCII);
        Gauge held = registry.get("carillon.limit.refusals.held").gauge();
        // When more are sent on a connection than are answered at once
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            CompletableFuture<Long> read = CompletableFuture.supplyAsync(() -> drain(socket));
            Thread writer = new Thread(() -> repeat(socket, many, 80));
            writer.start();
            // Then
            Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> held.value() > 0);
            assertThat(read.join()).isPositive();
        }
        Awaitility.await().until(() -> held.value() == 0);
    }

    private static void repeat(Socket socket, byte[] requests, int times) {
        try {
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(requests);
            }
        } catch (IOException closedByTheServer) {
            // As it should.
        }
    }

    private static long drain(Socket socket) {
        long read = 0;
        try {
            while (socket.getInputStream().read() >= 0) {
                read++;
            }
        } catch (IOException reset) {
            // Bytes sent after the last answer are not read.
        }
        return read;
    }

    private double refused(String limit) {
        return registry.counter("carillon.limit.refused", "limit", limit).count();
    }

    private ApiClient user(String user) {
        return credentials.user(user, organization);
    }
}
