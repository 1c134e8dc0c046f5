package dev.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.ExpressSessions;
import dev.carillon.testkit.Command;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The image itself, three pods of it, in a real engine over a real PostgreSQL and Redis. {@code deploy/try-image} builds it and
 * names it in {@code CARILLON_IMAGE}; {@code CARILLON_ENGINE} is {@code podman} or {@code docker}.
 */
@Timeout(300)
class ImageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String SESSION_SECRET = "a secret of tests and of nothing else";
    private static final String ORGANIZATION = "21";
    /** More than a batched send needs on each event loop. */
    private static final int MANY = 24;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static EmbeddedServices services;
    private static ExpressSessions sessions;
    private static final List<Container> PODS = new ArrayList<>();

    private final SseClients clients = new SseClients();

    @BeforeAll
    static void start() throws IOException {
        String image = System.getenv("CARILLON_IMAGE");
        if (image == null) {
            System.out.println("SKIPPED: the image. CARILLON_IMAGE names none; deploy/try-image builds one.");
        }
        assumeTrue(image != null);
        services = EmbeddedServices.start();
        sessions = ExpressSessions.in(services.redis(), SESSION_SECRET);
        for (int number = 1; number <= 3; number++) {
            PODS.add(Container.start(engine(), image, "carillon-try-" + number, free(), free(), settings()));
        }
    }

    @BeforeEach
    void awaitPods() {
        for (Container pod : PODS) {
            pod.does("start");
            await().atMost(PATIENCE).until(pod::isReady);
        }
    }

    @AfterEach
    void closeStreams() {
        clients.close();
    }

    @AfterAll
    static void stop() {
        PODS.forEach(Container::close);
        if (services != null) {
            sessions.close();
            services.close();
        }
    }

    @Test
    void podHasNoRightsAndCannotWrite() {
        // Given
        Container pod = PODS.get(0);

        // When
        String process = pod.exec("cat", "/proc/1/status").output();

        // Then
        assertThat(process).containsPattern("CapEff:\\s+0000000000000000").containsPattern("NoNewPrivs:\\s+1");
        assertThat(process).containsPattern("Seccomp:\\s+2").containsPattern("Uid:\\s+10001");
        assertThat(pod.exec("touch", "/app/x").succeeded()).isFalse();
        assertThat(pod.exec("cat", "/proc/mounts").output()).containsPattern("/tmp tmpfs [^ ]*noexec");
    }

    @Test
    void podUsesItsCacheAndItsNativeLibrariesAlthoughNothingRunsFromTmp() {
        // Given
        Container pod = PODS.get(0);
        for (int i = 0; i < MANY; i++) {
            stream(pod, "u" + i);
        }

        // When: the first finds out whether the kernel allows batched sends.
        await().atMost(PATIENCE).until(() -> {
            create(pod, "sender", "again");
            return pod.metric("carillon_joint_send_loops") > 0;
        });

        // Then
        assertThat(pod.exec("cat", "/proc/1/maps").output())
                .contains(
                        "/app/app.aot", "/app/native/libnetty_transport_native_epoll", "/app/native/libjnidispatch.so");
        assertThat(pod.metric("carillon_native_library")).isEqualTo(2);
        assertThat(pod.log()).doesNotContain("Native library cannot be loaded");
    }

    @Test
    void notificationReachesEveryPodAndNothingIsMissedWhenOneIsKilled() {
        // Given
        SseStream kept = stream(PODS.get(2), "kept");
        SseStream cut = stream(PODS.get(1), "cut");
        long before = create(PODS.get(0), "sender", "before");
        await().atMost(PATIENCE)
                .until(() -> cut.ids().contains(before) && kept.ids().contains(before));

        // When
        PODS.get(1).kill();
        await().atMost(PATIENCE).until(() -> cut.ending().isPresent());
        long missed = create(PODS.get(0), "sender", "missed");
        SseStream resumed = clients.openAnswered(request(PODS.get(2), "cut").after(cut.lastEventId()), PATIENCE);

        // Then
        await().atMost(PATIENCE).until(() -> resumed.ids().contains(missed));
        assertThat(resumed.ids()).doesNotContain(before);
    }

    @Test
    void stoppedPodSendsItsClientsAwayAndEndsByItself() {
        // Given
        Container pod = PODS.get(1);
        SseStream stream = stream(pod, "drained");

        // When
        Command stop = pod.stop();

        // Then
        assertThat(stop.succeeded()).isTrue();
        await().atMost(PATIENCE).until(() -> stream.ending().isPresent());
        assertThat(stream.retry()).isPresent();
        assertThat(stream.events("reconnect")).hasSize(1);
        assertThat(pod.log()).contains("Drained: clientsLeft=0");
        assertThat(pod.does("inspect", "--format", "{{.State.ExitCode}}")
                        .output()
                        .strip())
                .isEqualTo("143");
    }

    @Test
    void healthCheckOfTheImageSucceeds() {
        // The engine's own timer asks port 9000, which other pods of the same network may have.
        List<String> check = Dockerfile.read().last("HEALTHCHECK").get(0).words().stream()
                .map(word -> word.replace("/9000", "/" + PODS.get(0).managementPort()))
                .toList();
        assertThat(PODS.get(0).exec(check.toArray(String[]::new)).succeeded()).isTrue();
    }

    @Test
    void keyThatIsMadeInTheContainerCreates() throws Exception {
        // When
        Command made = PODS.get(0)
                .exec("java", "-jar", "/app/quarkus-run.jar", "create-api-key", ORGANIZATION, "first key", "publish");

        // Then: the key alone is printed, and pod and command together have stayed below the limit.
        assertThat(made.succeeded()).as(made.text()).isTrue();
        assertThat(made.output().lines()).hasSize(1);
        System.out.println(
                "Pod and command at their peak, in MiB of 512: " + PODS.get(0).peakMebibytes());
        HttpResponse<String> answer = HTTP.send(
                creation(PODS.get(0), "by key")
                        .header("X-Api-Key", made.output().strip())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private SseStream stream(Container pod, String user) {
        return clients.openAnswered(request(pod, user), PATIENCE);
    }

    private static SseRequest request(Container pod, String user) {
        return SseRequest.stream(pod.address(), "")
                .withCookie(sessions.create(user, ORGANIZATION).cookieHeader());
    }

    private static HttpRequest.Builder creation(Container pod, String message) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + pod.address().getPort() + "/api/notifications"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"try\",\"title\":\"t\",\"message\":\"" + message
                        + "\",\"audience\":\"organization\"}"));
    }

    private static long create(Container pod, String user, String message) {
        try {
            HttpResponse<String> answer = HTTP.send(
                    creation(pod, message)
                            .header(
                                    "Cookie",
                                    sessions.create(user, ORGANIZATION).cookieHeader())
                            .header("Sec-Fetch-Site", "same-origin")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            JsonNode created = new ObjectMapper().readTree(answer.body());
            return created.path("id").asLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String engine() {
        return Optional.ofNullable(System.getenv("CARILLON_ENGINE")).orElse("podman");
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                Map.entry("QUARKUS_MANAGEMENT_HOST", "127.0.0.1"),
                Map.entry("QUARKUS_DATASOURCE_JDBC_URL", services.postgres().jdbcUrl()),
                Map.entry("QUARKUS_DATASOURCE_USERNAME", services.postgres().applicationUser()),
                Map.entry("QUARKUS_DATASOURCE_PASSWORD", services.postgres().applicationPassword()),
                Map.entry("QUARKUS_FLYWAY_USERNAME", services.postgres().user()),
                Map.entry("QUARKUS_FLYWAY_PASSWORD", services.postgres().password()),
                Map.entry("QUARKUS_REDIS_HOSTS", services.redis().url()),
                Map.entry("CARILLON_SESSION_SECRETS", SESSION_SECRET),
                Map.entry("CARILLON_BUS_SECRETS", "a secret of the bus for tests and nothing else"),
                Map.entry("CARILLON_API_KEYS_SECRETS", "a secret of keys for tests and nothing else"),
                Map.entry("CARILLON_DRAIN_WINDOW", "5s"),
                Map.entry("CARILLON_STREAM_MAX_PER_USER", "0"),
                Map.entry("CARILLON_LIMITS_OPENS_PER_SECOND", "0"),
                Map.entry("JDK_JAVA_OPTIONS", "-XX:MaxRAMPercentage=50 -XX:MaxDirectMemorySize=96m"));
    }
}
