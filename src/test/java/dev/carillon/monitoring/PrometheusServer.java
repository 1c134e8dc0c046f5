package dev.carillon.monitoring;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cluster.Api;
import dev.carillon.testkit.Command;
import dev.carillon.testkit.MissingTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** This machine's Prometheus, with the alerts of the project, which asks pods each second. */
final class PrometheusServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int END_SECONDS = 10;

    private final Process process;
    private final String url;

    private PrometheusServer(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Skips the test where there is no Prometheus. */
    static PrometheusServer start(Path directory, List<String> targets) {
        if (!Command.run(new ProcessBuilder("prometheus", "--version"), PATIENCE)
                .succeeded()) {
            MissingTool.skip("There is no prometheus on the PATH: Debian's package prometheus has it");
        }
        try {
            Path configuration = directory.resolve("prometheus.yml");
            Files.writeString(
                    configuration, """
                    global:
                      scrape_interval: 1s
                      scrape_timeout: 1s
                      evaluation_interval: 1s
                    rule_files:
                      - %s
                    scrape_configs:
                      - job_name: carillon
                        metrics_path: /q/metrics
                        static_configs:
                          - targets: [%s]
                            labels: {namespace: tested}
                    """.formatted(Queries.ALERTS.toAbsolutePath(), String.join(", ", targets)));
            String address = "127.0.0.1:" + freePort();
            Process process = new ProcessBuilder(
                            "prometheus",
                            "--config.file=" + configuration,
                            "--storage.tsdb.path=" + directory.resolve("data"),
                            "--web.listen-address=" + address)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("prometheus.log").toFile())
                    .start();
            PrometheusServer server = new PrometheusServer(process, "http://" + address);
            await("Prometheus is ready")
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> Api.fetch(server.url + "/-/ready").statusCode() == 200);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The series that the expression gives at this moment. */
    JsonNode query(String expression) {
        return answer("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .path("result");
    }

    /** Every alert, with its {@code health} and {@code state}. */
    List<JsonNode> rules() {
        return answer("/api/v1/rules").at("/groups/0/rules").valueStream().collect(Collectors.toList());
    }

    String stateOf(String alert) {
        return rules().stream()
                .filter(rule -> rule.path("name").asText().equals(alert))
                .map(rule -> rule.path("state").asText())
                .findFirst()
                .orElseThrow();
    }

    private JsonNode answer(String path) {
        JsonNode answer = Api.json(Api.fetch(url + path));
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError(path + ": " + answer);
        }
        return answer.path("data");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
