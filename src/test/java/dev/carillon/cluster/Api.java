package dev.carillon.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.embedded.Pod;
import dev.carillon.testkit.Login;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Single requests to a pod, other than streams. */
public final class Api {
    /** Above every timeout of the server, so that its answer is seen and not ours. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final ObjectMapper JSON = new ObjectMapper();
    // HTTP/2 would share one connection's window with answers that were given up on, and may stall forever.
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private Api() {}

    /** The JSON of a notification for the whole organization. */
    public static String forEverybody(String message) {
        return forEverybody("apitest", message);
    }

    public static String forEverybody(String type, String message) {
        return "{\"type\":\"" + type + "\",\"title\":\"A title\",\"message\":\"" + message
                + "\",\"audience\":\"organization\"}";
    }

    public static String forUser(String user, String message) {
        return "{\"type\":\"apitest\",\"title\":\"A title\",\"message\":\"" + message + "\",\"userId\":\"" + user
                + "\"}";
    }

    /** Creates, and answers the id. */
    public static long created(Pod pod, Login login, String json) {
        HttpResponse<String> answer = create(pod, login, json);
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return json(answer).path("id").asLong();
    }

    public static HttpResponse<String> create(Pod pod, Login login, String json, String... headers) {
        return post(pod, login, "/api/notifications", json, headers);
    }

    public static CompletableFuture<HttpResponse<String>> createLater(
            Pod pod, Login login, String json, String... headers) {
        return HTTP.sendAsync(
                request(pod, login, "/api/notifications", headers)
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Any address, without a credential, as the cluster around a pod would. */
    public static HttpResponse<String> fetch(String address) {
        return send(HttpRequest.newBuilder(URI.create(address)).timeout(TIMEOUT));
    }

    public static HttpResponse<String> post(Pod pod, Login login, String path, String json, String... headers) {
        return send(request(pod, login, path, headers).POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public static HttpResponse<String> put(Pod pod, Login login, String path, String json, String... headers) {
        return send(request(pod, login, path, headers).PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    public static HttpResponse<String> patch(Pod pod, Login login, String path, String json, String... headers) {
        return send(request(pod, login, path, headers).method("PATCH", HttpRequest.BodyPublishers.ofString(json)));
    }

    public static HttpResponse<String> get(Pod pod, Login login, String path, String... headers) {
        return send(request(pod, login, path, headers).GET());
    }

    public static HttpResponse<String> delete(Pod pod, Login login, String path, String... headers) {
        return send(request(pod, login, path, headers).DELETE());
    }

    public static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /** As JSON. */
    public static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpRequest.Builder request(Pod pod, Login login, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(pod.baseUrl() + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("Sec-Fetch-Site", "same-origin");
        if (!login.cookie().isEmpty()) {
            request.header("Cookie", login.cookie());
        }
        List<String> more = List.of(headers);
        for (int i = 0; i < more.size(); i += 2) {
            request.header(more.get(i), more.get(i + 1));
        }
        return request;
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
