package dev.carillon.testkit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Asks for one answer after the other, as a page behind a proxy that lets no stream through. */
public final class Poller {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI origin;
    private final String cookie;

    /** One answer. */
    public record Answer(int status, String body) {

        public JsonObject json() {
            return new JsonObject(body);
        }

        public String cursor() {
            return json().getString("cursor");
        }

        public List<JsonObject> messages() {
            return json().getJsonArray("messages", new JsonArray()).stream()
                    .map(JsonObject.class::cast)
                    .toList();
        }

        public List<String> types() {
            return messages().stream().map(message -> message.getString("type")).toList();
        }

        public List<String> titles() {
            return notifications().map(data -> data.getString("title")).toList();
        }

        public List<Long> ids() {
            return notifications().map(data -> data.getLong("id")).toList();
        }

        private Stream<JsonObject> notifications() {
            return messages().stream()
                    .filter(message -> message.getString("type").equals("notification"))
                    .map(message -> message.getJsonObject("data"));
        }
    }

    public Poller(URI origin, String cookie) {
        this.origin = origin;
        this.cookie = cookie;
    }

    public Answer poll(String query) {
        return start(query).join();
    }

    /** Does not wait for the answer. */
    public CompletableFuture<Answer> start(String query) {
        return send("/api/notifications/poll" + query, "application/json");
    }

    public CompletableFuture<Answer> send(String path, String accept) {
        HttpRequest request = HttpRequest.newBuilder(origin.resolve(path))
                .header("Cookie", cookie)
                .header("Accept", accept)
                .header("Accept-Encoding", "gzip")
                .timeout(PATIENCE)
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(answer -> new Answer(answer.statusCode(), text(answer)));
    }

    private static String text(HttpResponse<byte[]> answer) {
        if (answer.headers().firstValue("Content-Encoding").isEmpty()) {
            return new String(answer.body(), StandardCharsets.UTF_8);
        }
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            return new String(unpacked.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
