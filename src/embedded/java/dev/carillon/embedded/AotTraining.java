package dev.carillon.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command that makes the AOT cache: runs the packaged application once over real services, exercises it like a pod,
 * and lets the JVM store the loaded and linked classes. Run it with the JVM that will use the cache, JDK 25 or later.
 *
 * <p>See docs/adr/0020-image-and-manifests.md
 */
public final class AotTraining {
    private static final Duration START_PATIENCE = Duration.ofMinutes(5);
    /** The JVM writes what it has recorded as it ends: minutes, on a machine that builds other things too. */
    private static final Duration END_PATIENCE = Duration.ofMinutes(10);

    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(30);
    /**
     * For the training alone. A cache that names methods of the second compiler makes it compile them again at the
     * start, when the start itself needs the processors.
     */
    private static final String WITHOUT_SECOND_COMPILER = "-XX:TieredStopAtLevel=2";
    /** Enough to load the code that every request needs, too few to take time. */
    private static final int REQUESTS = 20;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_PATIENCE)
            .build();
    private final Path application;
    private final List<String> options;

    private AotTraining(Path application, List<String> options) {
        this.application = application;
        this.options = options;
    }

    /** Arguments: the {@code quarkus-run.jar}, the cache to make, and the JVM's options. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path application = Path.of(arguments[0]);
        Path cache = Path.of(arguments[1]);
        new AotTraining(application, List.of(arguments).subList(2, arguments.length)).make(cache);
        System.out.println(cache + ": " + Files.size(cache) / 1_048_576 + " MiB");
        System.exit(0);
    }

    private void make(Path cache) throws IOException, InterruptedException {
        Path recorded = cache.resolveSibling(cache.getFileName() + ".recorded");
        record(recorded);
        List<String> create = new ArrayList<>();
        create.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        create.addAll(options);
        create.addAll(List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + recorded, "-XX:AOTCache=" + cache));
        create.addAll(List.of("-jar", application.toString()));
        Process process = new ProcessBuilder(create).inheritIO().start();
        if (process.waitFor() != 0 || !Files.exists(cache)) {
            throw new IllegalStateException("The JVM makes no cache of what it has recorded.");
        }
        Files.delete(recorded);
    }

    private void record(Path recorded) throws IOException, InterruptedException {
        List<String> recording = new ArrayList<>(options);
        recording.addAll(List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recorded, WITHOUT_SECOND_COMPILER));
        Path logs = Workspace.current().logs("aot-training");
        PodSettings settings =
                new PodSettings(application, logs, "the secret of a training run alone", recording, Map.of(), 0, 0);
        try (EmbeddedServices services = EmbeddedServices.start();
                ExpressSessions sessions = ExpressSessions.in(services.redis(), settings.sessionSecret());
                Pod pod = Pod.start("training", services, settings).awaitReady(START_PATIENCE)) {
            exercise(pod, sessions.create("u1", "training").cookieHeader());
            if (!pod.terminate(END_PATIENCE)) {
                throw new IllegalStateException("The training run did not end by itself: " + pod.logFile());
            }
        }
    }

    /** Opens a stream, creates notifications for it, and calls the inbox and the probes. */
    private void exercise(Pod pod, String cookie) throws IOException, InterruptedException {
        HttpRequest open = request(pod.baseUrl() + "/api/notifications/stream?snapshot=10", cookie)
                .header("Accept", "text/event-stream")
                .build();
        try (InputStream stream =
                http.send(open, HttpResponse.BodyHandlers.ofInputStream()).body()) {
            for (int i = 0; i < REQUESTS; i++) {
                String json = "{\"type\":\"training\",\"title\":\"A title\",\"message\":\"number " + i + "\"}";
                expect(
                        201,
                        request(pod.baseUrl() + "/api/notifications", cookie)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(json))
                                .build());
                expect(
                        200,
                        request(pod.baseUrl() + "/api/notifications?limit=5", cookie)
                                .build());
                expect(
                        200,
                        request(pod.baseUrl() + "/api/notifications/unread", cookie)
                                .build());
                expect(
                        200,
                        request(pod.managementUrl() + "/q/health/ready", cookie).build());
                expect(
                        200,
                        request(pod.managementUrl() + "/q/health/live", cookie).build());
                expect(200, request(pod.managementUrl() + "/q/metrics", cookie).build());
            }
            if (stream.read() < 0) {
                throw new IllegalStateException("The stream of the training run is empty.");
            }
        }
    }

    private static HttpRequest.Builder request(String address, String cookie) {
        return HttpRequest.newBuilder(URI.create(address))
                .timeout(ANSWER_PATIENCE)
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", "same-origin");
    }

    private void expect(int status, HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != status) {
            throw new IllegalStateException(request.uri() + " answers " + answer.statusCode() + " " + answer.body());
        }
    }
}
