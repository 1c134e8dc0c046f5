package dev.carillon.route;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.OpenStreams;
import dev.carillon.testkit.RawHttp;
import io.micrometer.core.instrument.MeterRegistry;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@IdentityTest
class EdgeTest {

    private static final String STREAM = "/api/notifications/stream";

    @Inject
    Credentials credentials;

    @Inject
    MeterRegistry registry;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api;x/notifications",
                "/api/notifications;",
                "/api/notifications/",
                "//api/notifications",
                "/api//notifications",
                "/api/./notifications",
                "/x/../api/notifications",
                "/api/notifications/..",
                "/api%2Fnotifications",
                "/api/notifications%5c",
                "/api/%2e/notifications",
                "/api/notifications%3Bx",
                "/demo;x/",
                "//demo/",
                "/demo/./index.html",
                "/nothing/",
                "/console/",
            })
    void pathThatCanBeUnderstoodDifferentlyIsRejected(String path) {
        // Given
        double before =
                registry.counter("carillon.limit.refused", "limit", "path").count();
        // When
        String head = RawHttp.head("GET", path, "", null);
        // Then
        assertTrue(head.startsWith("HTTP/1.1 400 "), head);
        assertTrue(head.contains("application/problem+json"), head);
        assertEquals(
                before + 1,
                registry.counter("carillon.limit.refused", "limit", "path").count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/carillon/client.js", "/carillon/logo.svg", "/%63arillon/client.js"})
    void filesOfOurOwnKeepTheirPaths(String path) {
        // When
        String head = RawHttp.head("GET", path, "", null);
        // Then
        assertTrue(head.startsWith("HTTP/1.1 200 "), head);
    }

    @Test
    void bodyThatDoesNotNameItsTypeIsRejectedEverywhere() {
        // Given
        String cookie = credentials.session("26", "edge", "admin").cookie();
        // When
        ValidatableResponse none =
                given().header("Cookie", cookie).post("/api/notifications/read").then();
        // Then
        none.statusCode(415).contentType("application/problem+json");
        given().header("Cookie", cookie).post("/api/users/26/disconnect").then().statusCode(415);
        given().header("Cookie", cookie)
                .post("/api/trpc/notifications.markAllAsRead")
                .then()
                .statusCode(415)
                .body("error.data.code", equalTo("UNSUPPORTED_MEDIA_TYPE"));
        given().header("Cookie", cookie)
                .contentType("application/json")
                .post("/api/trpc/notifications.markAllAsRead")
                .then()
                .statusCode(200);
    }

    @Test
    void headOfAStreamIsItsHeadAndNothingElse() throws IOException {
        // Given
        String cookie = credentials.session("26", "edge-head").cookie();
        double clients = registry.get("carillon.clients").gauge().value();
        String head = "HEAD " + STREAM + " HTTP/1.1\r\nHost: x\r\nCookie: " + cookie + "\r\n\r\n";
        String next = "GET /api/notifications/unread HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: " + cookie
                + "\r\n\r\n";
        // When
        String answers;
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((head + next).getBytes(StandardCharsets.US_ASCII));
            answers = answers(socket.getInputStream());
        }
        // Then
        String[] parts = answers.split("\r\n\r\n");
        assertTrue(parts[0].startsWith("HTTP/1.1 200 "), answers);
        assertTrue(parts[0].contains("text/event-stream; charset=utf-8"), answers);
        assertTrue(parts[0].contains("no-store"), answers);
        assertTrue(parts[1].startsWith("HTTP/1.1 200 "), answers);
        assertEquals(clients, registry.get("carillon.clients").gauge().value());
    }

    /** Until the server closes, or sends something after a head that is none. */
    private static String answers(InputStream in) throws IOException {
        StringBuilder answers = new StringBuilder();
        byte[] part = new byte[1024];
        for (int read = in.read(part); read >= 0; read = in.read(part)) {
            answers.append(new String(part, 0, read, StandardCharsets.UTF_8));
            int body = answers.indexOf("\r\n\r\n") + 4;
            if (body > 3
                    && answers.length() > body + 5
                    && !answers.substring(body).startsWith("HTTP/")) {
                break;
            }
        }
        return answers.toString();
    }

    @Test
    void headUsesUpNoTicketAndTheStreamDoes() {
        // Given
        String ticket = credentials.user("26", "edge-head").ticket(Map.of());
        // When
        ValidatableResponse first = given().head(STREAM + "?ticket=" + ticket).then();
        // Then
        first.statusCode(200);
        try (OpenStreams streams = new OpenStreams()) {
            streams.connected(OpenStreams.request("?ticket=" + ticket));
            given().head(STREAM + "?ticket=" + ticket).then().statusCode(401);
        }
        given().head(STREAM).then().statusCode(401);
    }

    /** A rejected address may hold a secret, and an attacker can make up any number of them. */
    @ParameterizedTest
    @ValueSource(strings = {"/api;%s/notifications", "/api/sessions/%s", "/api/api-keys/%s", "/api/%s/"})
    void rejectedAddressIsNoLabel(String template) {
        // Given
        String secret = UUID.randomUUID().toString();
        // When
        String head = RawHttp.head("DELETE", template.formatted(secret), "", null);
        // Then
        assertTrue(head.matches("(?s)HTTP/1.1 40[014] .*"), head);
        assertFalse(registry.getMeters().stream()
                .anyMatch(meter -> meter.getId().toString().contains(secret)));
    }

    @Test
    void answersOfResourcesAreNotStored() {
        // Given
        String cookie = credentials.session("26", "edge").cookie();
        // When
        ValidatableResponse answer = given().header("Cookie", cookie)
                .get("/api/notifications/unread")
                .then();
        // Then
        answer.statusCode(200).header("Cache-Control", "no-store");
        given().get("/carillon/client.js").then().statusCode(200).header("Cache-Control", containsString("max-age"));
    }

    @Test
    void streamIsNotOpenedForAnImageOfAnOldBrowser() {
        // Given
        String cookie = "Cookie: " + credentials.session("26", "edge").cookie() + "\r\nUser-Agent: Mozilla/5.0\r\n";
        // When
        String image = RawHttp.head("GET", STREAM, cookie + "Accept: image/*,*/*;q=0.8\r\n", null);
        String script = RawHttp.head("GET", STREAM, cookie + "Accept: */*\r\n", null);
        String source = RawHttp.head("GET", STREAM, cookie + "Accept: text/event-stream\r\n", null);
        // Then
        assertTrue(image.startsWith("HTTP/1.1 403 "), image);
        assertTrue(script.startsWith("HTTP/1.1 403 "), script);
        assertTrue(source.startsWith("HTTP/1.1 200 "), source);
        assertFalse(image.contains("event-stream"), image);
    }
}
