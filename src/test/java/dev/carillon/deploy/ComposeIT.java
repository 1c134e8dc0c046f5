package dev.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.testkit.Command;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code deploy/compose.yaml} in a real engine. {@code deploy/try-compose} hands it the image, and names the command that starts
 * everything in {@code CARILLON_COMPOSE}.
 */
@Timeout(600)
class ComposeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final List<String> PODS = List.of("pod-1", "pod-2", "pod-3");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Beside a trial that somebody may have running. */
    private static final String PROJECT = "carillon-it";

    private static String command = "";
    private static int port;
    private static int plainPort;
    private static int dashboardPort;
    private static String key = "";

    @TempDir
    Path directory;

    private final List<Process> streams = new ArrayList<>();

    @BeforeAll
    static void choose() throws IOException {
        String named = System.getenv("CARILLON_COMPOSE");
        if (named == null) {
            System.out.println("SKIPPED: compose.yaml. CARILLON_COMPOSE names no command; deploy/try-compose does.");
        }
        assumeTrue(named != null);
        command = named;
        port = free();
        plainPort = free();
        dashboardPort = free();
    }

    /** Also what a test has killed or stopped: Docker starts nothing again that was ended by hand. */
    @BeforeEach
    void start() {
        succeeds("up", "-d", "--no-build");
        await().atMost(PATIENCE)
                .until(() -> PODS.stream()
                        .allMatch(pod -> state(pod).path("Health").asText().equals("healthy")));
        if (key.isEmpty()) {
            // As the file says at its top.
            key = succeeds(
                            "exec",
                            "-T",
                            "pod-1",
                            "java",
                            "-jar",
                            "/app/quarkus-run.jar",
                            "create-api-key",
                            "21",
                            "first key")
                    .output()
                    .strip();
        }
    }

    @AfterEach
    void endStreams() {
        streams.forEach(Process::destroy);
    }

    @AfterAll
    static void stop() {
        if (!command.isEmpty()) {
            succeeds("down", "--volumes", "--timeout", "1");
        }
    }

    @Test
    void prometheusAsksEveryPodAndKnowsTheAlerts() {
        // When
        await().atMost(PATIENCE)
                .until(() -> prometheus("targets").split("\"health\":\"up\"", -1).length == PODS.size() + 1);

        // Then
        assertThat(prometheus("rules")).contains("CarillonNoPods");
    }

    @Test
    void notificationsReachAStreamThroughTheProxyAndNoneIsMissedWhenItsPodIsKilled() throws IOException {
        // Given
        Path first = stream("");
        create("before");
        await().atMost(PATIENCE).until(() -> Files.readString(first).contains("before"));
        String cursor = Files.readString(first)
                .lines()
                .filter(line -> line.startsWith("id:"))
                .reduce("", (earlier, later) -> later)
                .substring("id:".length())
                .strip();

        // When
        succeeds("kill", "-s", "KILL", "pod-1", "pod-2");
        create("missed");
        Path resumed = stream("&lastEventId=" + cursor);

        // Then
        await().atMost(PATIENCE).until(() -> Files.readString(resumed).contains("missed"));
        assertThat(resumed).content().doesNotContain("before");
    }

    @Test
    void plainRequestsAreSentToTheAddressWithTls() {
        // When
        Command answer = curl("-o", "/dev/null", "-w", "%{http_code} %{http_version}", "http://127.0.0.1:" + plainPort);

        // Then
        assertThat(answer.output()).startsWith("308 ");
        assertThat(curl("-o", "/dev/null", "-w", "%{http_code} %{http_version}", url("/api/notifications"))
                        .output())
                .isEqualTo("200 2");
    }

    @Test
    void stoppedPodSendsItsClientsAwayAndEndsByItself() throws IOException {
        // Given
        List<Path> opened = List.of(stream(""), stream(""), stream(""));

        // When
        succeeds("stop", "pod-3");

        // Then
        assertThat(succeeds("logs", "pod-3").text()).contains("Drained: clientsLeft=0");
        assertThat(state("pod-3").path("ExitCode").asInt()).isEqualTo(143);
        create("after");
        // Its client was told to come again; the others go on.
        for (Path stream : opened) {
            await().atMost(PATIENCE)
                    .until(() -> Files.readString(stream).contains("after")
                            || Files.readString(stream).contains("event: reconnect")
                            || Files.readString(stream).contains("\"type\":\"reconnect\""));
        }
    }

    /** A ticket's stream over HTTP/2; the file has what came of it. */
    private Path stream(String query) throws IOException {
        Command made = curl("-X", "POST", "-d", "{\"userId\":\"26\"}", url("/api/stream-tickets"));
        String ticket = json(made.output()).path("ticket").asText();
        Path file = Files.createTempFile(directory, "stream", ".txt");
        streams.add(new ProcessBuilder(
                        "curl", "-skN", "--max-time", "300", url("/api/notifications/stream?ticket=" + ticket + query))
                .redirectOutput(file.toFile())
                .start());
        await().atMost(PATIENCE).until(() -> Files.readString(file).contains("\"type\":\"connected\""));
        return file;
    }

    private void create(String message) {
        String body = "{\"type\":\"try\",\"title\":\"t\",\"message\":\"" + message + "\",\"userId\":\"26\"}";
        Command answer = curl("-w", "\n%{http_code}", "-d", body, url("/api/notifications"));
        assertThat(answer.output()).endsWith("\n201");
    }

    private static Command curl(String... arguments) {
        List<String> words = new ArrayList<>(
                List.of("curl", "-sk", "-H", "X-Api-Key: " + key, "-H", "Content-Type: application/json"));
        words.addAll(List.of(arguments));
        Command answer = Command.run(new ProcessBuilder(words), PATIENCE);
        assertThat(answer.succeeded()).as(answer.text()).isTrue();
        return answer;
    }

    private static String url(String path) {
        return "https://127.0.0.1:" + port + path;
    }

    /** Prometheus has no port on the machine: a pod asks. */
    private static String prometheus(String what) {
        String ask =
                "exec 3<>/dev/tcp/prometheus/9090; printf 'GET /api/v1/" + what + " HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3";
        return succeeds("exec", "-T", "pod-1", "bash", "-c", ask).output();
    }

    private static JsonNode state(String service) {
        return json(succeeds("ps", "--all", "--format", "json", service).output());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private static Command succeeds(String... arguments) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment()
                .putAll(Map.of(
                        "COMPOSE_PROJECT_NAME", PROJECT,
                        "CARILLON_HTTP_PORT", Integer.toString(plainPort),
                        "CARILLON_HTTPS_PORT", Integer.toString(port),
                        "CARILLON_GRAFANA_PORT", Integer.toString(dashboardPort)));
        Command done = Command.run(builder, LIMIT);
        assertThat(done.succeeded()).as(done.text()).isTrue();
        return done;
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
