package dev.carillon.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.MissingTool;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./mvnw quarkus:dev} in a copy of this project, as on a machine that has just cloned it. It compiles everything
 * once, which takes longer than all other tests of the launcher together, so it runs on request.
 */
@EnabledIfSystemProperty(
        named = "development.mode",
        matches = "true",
        disabledReason = "compiles the whole project; src/test/long development runs it")
@Timeout(1500)
class DevelopmentModeIT {
    private static final List<String> PARTS = List.of(".mvn", "mvnw", "pom.xml", "src");
    private static final Path CHANGED = Path.of("src/main/java/dev/carillon/edge/SecurityHeaders.java");
    private static final String PLACE = "DataHeaders.ALL.forEach(headers::set);";
    private static final Duration FIRST_START = Duration.ofMinutes(20);
    private static final Duration RELOAD = Duration.ofMinutes(2);

    @TempDir
    Path project;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SseClients clients = new SseClients();
    private int port;
    private Process maven;

    @BeforeEach
    void start() throws IOException {
        for (String part : PARTS) {
            copy(Path.of(part), project.resolve(part));
        }
        port = threePorts();
        ProcessBuilder build = new ProcessBuilder("./mvnw", "-B", "-ntp", "quarkus:dev", "-Ddebug=false");
        build.environment().put("CARILLON_LOCAL_PORT", Integer.toString(port));
        build.directory(project.toFile()).redirectErrorStream(true).redirectOutput(log().toFile());
        maven = build.start();
    }

    @AfterEach
    void stop() {
        clients.close();
        maven.descendants().forEach(ProcessHandle::destroyForcibly);
        maven.destroyForcibly();
    }

    @Test
    void changedClassIsServedAtTheNextRequestAndStreamsGoOn() throws IOException {
        // Given
        await().atMost(FIRST_START).until(() -> !maven.isAlive() || status("/api/notifications/unread") == 401);
        skipWithoutLibraries();
        assertThat(maven.isAlive()).as(Directories.tail(log())).isTrue();
        String cookie = cookie();
        SseStream before = stream(cookie, "");
        long first = create(cookie, "before the change");
        await().untilAsserted(() -> assertThat(before.ids()).containsExactly(first));

        // When
        Path source = project.resolve(CHANGED);
        String text = Files.readString(source);
        assertThat(text).contains(PLACE);
        Files.writeString(source, text.replace(PLACE, PLACE + " headers.set(\"X-Changed\", \"yes\");"));

        // Then
        await().atMost(RELOAD)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> send(request("/api/notifications/unread"))
                        .headers()
                        .firstValue("X-Changed")
                        .isPresent());
        await().until(() -> before.ending().isPresent());
        SseStream after = stream(cookie, before.lastEventId());
        long second = create(cookie, "after the change");
        await().untilAsserted(() -> assertThat(after.ids()).containsExactly(second));
        assertThat(second).isEqualTo(first + 1);
        List<ProcessHandle> started = maven.descendants().toList();
        maven.destroy();
        await().atMost(RELOAD).until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
    }

    private void skipWithoutLibraries() throws IOException {
        if (Files.readString(log()).matches("(?s).*(Could not transfer artifact|Unknown host|Failed to fetch).*")) {
            MissingTool.skip("the libraries of development mode cannot be downloaded");
        }
    }

    private Path log() {
        return project.resolve("build.log");
    }

    private String cookie() {
        HttpResponse<String> answer =
                send(request("/local/session").POST(json("{\"userId\":26,\"organizationId\":21}")));
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private SseStream stream(String cookie, String lastEventId) {
        SseRequest request = SseRequest.stream(new InetSocketAddress(Ports.LOOPBACK, port), "")
                .withCookie(cookie);
        return clients.openAnswered(lastEventId.isEmpty() ? request : request.after(lastEventId), RELOAD);
    }

    private long create(String cookie, String message) {
        HttpResponse<String> answer = send(request("/api/notifications")
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .POST(json("{\"type\":\"t\",\"title\":\"t\",\"message\":\"" + message + "\"}")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Long.parseLong(answer.body().replaceAll("(?s).*?\"id\":(\\d+).*", "$1"));
    }

    private int status(String path) {
        try {
            return send(request(path)).statusCode();
        } catch (UncheckedIOException notYet) {
            return 0;
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + Ports.LOOPBACK + ":" + port + path))
                .timeout(Duration.ofMinutes(1))
                .header("Content-Type", "application/json");
    }

    private static HttpRequest.BodyPublisher json(String text) {
        return HttpRequest.BodyPublishers.ofString(text);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * The front door, the pod, and a thousand above that its management. Below the ports that systems give to
     * connections, because the build takes them minutes later.
     */
    private static int threePorts() {
        return new Random()
                .ints(10_000, 30_000)
                .filter(first -> Stream.of(first, first + 1, first + 1001).allMatch(DevelopmentModeIT::isFree))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        Optional<Ports.Reservation> reserved = Ports.reserve(port);
        reserved.ifPresent(Ports.Reservation::close);
        return reserved.isPresent();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file :
                    files.filter(f -> !f.toString().contains("node_modules")).toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
