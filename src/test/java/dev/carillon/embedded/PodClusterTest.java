package dev.carillon.embedded;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.cluster.Api;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PodClusterTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path directory;

    private static EmbeddedServices services;
    private static PodSettings settings;
    private static PodCluster cluster;
    private static FrontDoor front;
    private static String address;

    @BeforeAll
    static void start() throws IOException {
        services = EmbeddedServices.start();
        settings = new PodSettings(
                FakeApplication.packagedIn(directory), directory, "keyboard cat", List.of("-Xmx32m"), Map.of(), 0, 0);
        cluster = PodCluster.start(services, settings, 3);
        int port = Ports.free();
        front = FrontDoor.open(port, cluster.pods(), cluster.sessions());
        address = "http://127.0.0.1:" + port;
        awaitAllReady();
    }

    @AfterAll
    static void stop() {
        front.close();
        cluster.close();
        services.close();
        assertTrue(cluster.pods().stream().noneMatch(Pod::isAlive));
    }

    @Test
    void podIsToldWhereItsServicesAre() throws Exception {
        // When
        String environment = get(cluster.pod(2).baseUrl() + "/environment").body();

        // Then
        assertTrue(
                environment.contains(
                        "QUARKUS_DATASOURCE_JDBC_URL=" + services.postgres().jdbcUrl()),
                environment);
        assertTrue(
                environment.contains("QUARKUS_REDIS_HOSTS=" + services.redis().url()));
        assertTrue(environment.contains("CARILLON_SESSION_SECRETS=keyboard cat"));
        assertTrue(environment.contains("CARILLON_POD_NAME=pod-2"));
        String secret = environment.replaceAll("(?s).*CARILLON_BUS_SECRETS=([0-9a-f]*).*", "$1");
        assertTrue(secret.matches("[0-9a-f]{64}"), secret);
        String other = get(cluster.pod(1).baseUrl() + "/environment").body();
        assertTrue(other.contains("CARILLON_BUS_SECRETS=" + secret), other);
    }

    @Test
    void callersEnvironmentWins() throws Exception {
        // When
        try (Pod pod = Pod.start("pod-x", services, settings.with("QUARKUS_REDIS_HOSTS", "redis://127.0.0.1:1"))) {
            pod.awaitReady(Duration.ofSeconds(20));

            // Then
            assertTrue(get(pod.baseUrl() + "/environment").body().contains("QUARKUS_REDIS_HOSTS=redis://127.0.0.1:1"));
        }
    }

    @Test
    void failureToStartShowsTheLog() {
        // Given
        PodSettings failing = settings.with("FAKE_FAILURE", "the reason of the failure");
        try (Pod pod = Pod.start("pod-y", services, failing)) {
            // When
            PodFailure failure = assertThrows(PodFailure.class, () -> pod.awaitReady(Duration.ofSeconds(20)));

            // Then
            assertTrue(failure.getMessage().endsWith("the reason of the failure"), failure.getMessage());
        }
    }

    @Test
    void podWithATakenPortTriesOthers() throws IOException {
        // Given
        PodSettings unlucky = new PodSettings(
                settings.application(),
                directory.resolve("unlucky"),
                settings.sessionSecret(),
                settings.jvmOptions(),
                Map.of("FAKE_FAILURE", "Address already in use"),
                0,
                0);

        // When
        assertThrows(PodFailure.class, () -> PodCluster.start(services, unlucky, 1));

        // Then
        List<String> log = Files.readAllLines(directory.resolve("unlucky").resolve("pod-1.log"));
        assertEquals(Ports.ATTEMPTS, log.size());
    }

    @Test
    @Timeout(20)
    void podThatFreezesInTheMiddleOfAnAnswerIsNotReady() {
        try (Pod pod = Pod.start("pod-z", services, settings.with("FAKE_HALF_ANSWER", "yes"))) {
            // When
            PodFailure failure = assertThrows(PodFailure.class, () -> pod.awaitReady(Duration.ofSeconds(3)));

            // Then
            assertTrue(failure.getMessage().startsWith("pod-z is not ready after 3 s"), failure.getMessage());
        }
    }

    @Test
    void pausedPodIsNotReadyUntilItIsResumed() {
        // When
        cluster.pod(1).pause();

        // Then
        try {
            // A signal stops the threads of a busy machine one after the other.
            await().until(() -> !cluster.pod(1).isReady());
        } finally {
            cluster.pod(1).resume();
        }
        cluster.pod(1).awaitReady(Duration.ofSeconds(10));
        awaitAllReady();
    }

    @Test
    void frontTakesTurnsAndKeepsTheHostThatWasAskedFor() throws Exception {
        // When, then: the front looks for ready pods now and then, and one may have been paused just before.
        await().untilAsserted(() -> assertEquals(Set.of("pod-1", "pod-2", "pod-3"), namesOfThreeAnswers()));
        assertEquals(address, "http://" + get(address + "/host").body());
        assertEquals("ring", post(address + "/echo", "ring").body());
    }

    private Set<String> namesOfThreeAnswers() throws Exception {
        Set<String> names = new HashSet<>();
        for (int request = 0; request < 3; request++) {
            names.add(get(address + "/name").body());
        }
        return names;
    }

    @Test
    void deathOfAPodEndsItsStreamsAndNothingElse() throws Exception {
        // Given
        HttpResponse<InputStream> response =
                HTTP.send(request(address + "/stream").build(), HttpResponse.BodyHandlers.ofInputStream());
        BufferedReader stream = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        String name = stream.readLine().substring("data: ".length());
        Pod holder = cluster.pods().stream()
                .filter(pod -> pod.name().equals(name))
                .findFirst()
                .orElseThrow();
        assertEquals(name, response.headers().firstValue("X-Carillon-Pod").orElseThrow());

        // When
        holder.kill();

        // Then
        assertThrows(IOException.class, () -> {
            while (stream.readLine() != null) {
                // The blank line that ends the message.
            }
            throw new IOException("ended");
        });
        for (int request = 0; request < 4; request++) {
            assertNotEquals(name, get(address + "/name").body());
        }
        holder.restart();
        awaitAllReady();
    }

    @Test
    void streamThatItsReaderLeavesIsClosedAtThePod() throws Exception {
        // Given
        HttpResponse<InputStream> response =
                HTTP.send(request(address + "/stream").build(), HttpResponse.BodyHandlers.ofInputStream());
        await().until(() -> get(address + "/local/pods").body().contains("\"streams\":1"));

        // When
        response.body().close();

        // Then
        await().until(() -> !get(address + "/local/pods").body().contains("\"streams\":1"));
    }

    @Test
    void visitorBecomesAnyUser() throws Exception {
        // When
        HttpResponse<String> response = post(address + "/local/session", "{\"userId\":26,\"organizationId\":21}");

        // Then
        String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();
        assertEquals(201, response.statusCode());
        assertTrue(cookie.matches("connect\\.sid=s%3A[^;]+; Path=/; HttpOnly; SameSite=Lax"), cookie);
    }

    @Test
    void nobodyBecomesAUserByAccident() throws Exception {
        assertEquals(400, post(address + "/local/session", "{}{").statusCode());
        assertEquals(
                400,
                post(address + "/local/session", "{\"userId\":\"a b\",\"organizationId\":1}")
                        .statusCode());
        assertEquals(405, get(address + "/local/session").statusCode());
    }

    @Test
    void pageIsServedByTheFrontAlone() throws Exception {
        assertTrue(get(address + "/").body().contains("new EventSource('/api/notifications/stream')"));
        assertEquals(404, get(cluster.pod(1).baseUrl() + "/").statusCode());
    }

    private static void awaitAllReady() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get(address + "/local/pods").body().split("\"ready\":true", -1).length == 4);
    }

    private static HttpResponse<String> get(String url) {
        return Api.fetch(url);
    }

    private static HttpResponse<String> post(String url, String json) throws Exception {
        HttpRequest request = request(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20));
    }
}
