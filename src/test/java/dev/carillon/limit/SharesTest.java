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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The use of one caller or organization does not reduce the share of others. */
@IdentityTest
class SharesTest {

    private static final int BATCH_BYTES = 2 * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String MADE_UP = "connect.sid=s%3Amade.up";
    private static final String UNREAD = "/api/notifications/unread";
    private static final String UNREAD_BY_TRPC = "/api/trpc/notifications.unread";

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

    @Inject
    FailedSignInLimiter strangers;

    private final String organization = "shares-" + UUID.randomUUID();

    @Test
    void callerThatAsksForTooMuchIsToldWhenToGoOnAndOthersAreNot() {
        // Given
        ApiClient hasty = user("hasty");
        ApiClient other = user("other");
        double before = rejected("points_caller");
        // When
        Response rejected = null;
        long took = 0;
        for (int i = 0; i < 200 && rejected == null; i++) {
            long began = System.nanoTime();
            Response answer = hasty.get("/1/deliveries").extract().response();
            took = System.nanoTime() - began;
            rejected = answer.statusCode() == 404 ? null : answer;
        }
        // Then
        assertThat(rejected).isNotNull();
        assertThat(took).as("held back").isGreaterThanOrEqualTo(200_000_000);
        rejected.then().statusCode(429).contentType("application/problem+json");
        assertThat(Integer.parseInt(rejected.header("Retry-After"))).isPositive();
        assertThat(rejected("points_caller")).isGreaterThan(before);
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
    void queryThatGetsNoPlaceInTimeIsRejectedAndPlacesComeBackAfterEachRequest() {
        // Given
        ApiClient user = user("patient");
        QuotaOwner same = new QuotaOwner(organization, "patient", false);
        for (int i = 0; i < 3; i++) {
            assertThat(queries.enter(same).toCompletableFuture().join()).isTrue();
        }
        // When
        Response rejected = user.get("").extract().response();
        for (int i = 0; i < 3; i++) {
            queries.leave(same);
        }
        // Then
        assertThat(rejected.statusCode()).isEqualTo(429);
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
        Response rejected = null;
        for (int i = 0; i < 200 && rejected == null; i++) {
            Response answer = hasty.request().urlEncodingEnabled(false).get(path);
            if (answer.statusCode() == 429) {
                rejected = answer;
            } else {
                answered++;
            }
        }
        // Then: of 3,000 points at once, and a thousand more a second, each takes 550
        assertThat(rejected).isNotNull();
        assertThat(answered).isBetween(5, 100);
    }

    @Test
    void answersArePaidForByTheirBytes() {
        // Given a list of 1.6 MB for everybody, 400 points
        List<Map<String, String>> all = Collections.nCopies(
                100, Map.of("type", "t", "title", "t", "message", "m".repeat(16_000), "audience", "organization"));
        user("writer").post("/batch", Map.of("notifications", all)).statusCode(201);
        // When a reader of all its points has had it, of which the rows alone would leave 2,945
        boolean owes = false;
        for (int i = 0; i < 10 && !owes; i++) {
            user("reader-" + i).get("?limit=100").statusCode(200);
            owes = isRejected(new QuotaOwner(organization, "reader-" + i, false), 2_900);
        }
        // Then
        assertThat(owes).isTrue();
    }

    private boolean isRejected(QuotaOwner owner, int price) {
        try {
            points.take(owner, price);
            return false;
        } catch (TooManyRequests rejected) {
            return rejected.getMessage().startsWith("This caller");
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

    @ParameterizedTest
    @ValueSource(strings = {UNREAD, UNREAD_BY_TRPC})
    void eachFailedSignInCounts(String path) {
        // Given a rate that is nearly used up
        long before = LocalRateLimiter.MICROS.getAsLong() + strangers.rate.depthMicros(1) * 7 / 8;
        strangers.fullAt.set(before);
        // When
        int status = ApiClient.withCookie(MADE_UP).request().get(path).statusCode();
        // Then
        assertThat(status).isEqualTo(401);
        assertThat(strangers.fullAt).hasValue(before + strangers.rate.costMicros(1));
    }

    /** The form of the tRPC client's answer is another, and so is the way that it takes. */
    @ParameterizedTest
    @ValueSource(strings = {UNREAD, UNREAD_BY_TRPC})
    void failedSignInBeyondTheRateIsHeldBackAndEndsItsConnection(String path) throws IOException {
        // Given
        ApiClient caller = user("known");
        double before = rejected("strangers");
        Gauge held = registry.get("carillon.limit.rejections.held").gauge();
        strangers.fullAt.set(LocalRateLimiter.MICROS.getAsLong() + PATIENCE.toNanos() / 1_000);
        String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nCookie: " + MADE_UP + "\r\n\r\n";
        // When
        long began = System.nanoTime();
        String answers = answersOf(request.repeat(5));
        long took = System.nanoTime() - began;
        // Then
        assertThat(answers).startsWith("HTTP/1.1 429 ").containsOnlyOnce("HTTP/1.1 ");
        assertThat(took).as("held back").isGreaterThanOrEqualTo(200_000_000);
        assertThat(rejected("strangers")).isGreaterThan(before);
        caller.get("/unread").statusCode(200);
        Awaitility.await().until(() -> held.value() == 0);
    }

    /** Until the connection ends. */
    private static String answersOf(String requests) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream answers = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(answers);
            } catch (SocketException reset) {
                // Requests that are not read any more end a connection that way.
            }
            return answers.toString(StandardCharsets.US_ASCII);
        }
    }

    @AfterEach
    void forgetStrangers() {
        strangers.fullAt.set(Long.MIN_VALUE);
    }

    private double rejected(String limit) {
        return registry.counter("carillon.limit.refused", "limit", limit).count();
    }

    private ApiClient user(String user) {
        return credentials.user(user, organization);
    }
}
