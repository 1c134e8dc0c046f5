package dev.carillon.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Runs a pod over real services until it has loaded what every pod needs, and ends it in order. */
final class TrainingRun {
    private static final Duration START_PATIENCE = Duration.ofMinutes(5);
    /** The JVM writes what it has recorded as it ends: minutes, on a machine that builds other things too. */
    private static final Duration END_PATIENCE = Duration.ofMinutes(10);

    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(30);
    /** Enough to load the code that every request needs, too few to take time. */
    private static final int REQUESTS = 20;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_PATIENCE)
            .build();

    private TrainingRun() {}

    /** Returns when the pod has ended. Its options say what the JVM records. */
    static void of(PodSettings settings) throws IOException, InterruptedException {
        try (EmbeddedServices services = EmbeddedServices.start();
                ExpressSessions sessions = ExpressSessions.in(services.redis(), settings.sessionSecret());
                Pod pod = Pod.start("training", services, settings).awaitReady(START_PATIENCE)) {
            new TrainingRun().exercise(pod, sessions.create("u1", "training").cookieHeader());
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
