package dev.carillon.edge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.OpenApiDocument;
import dev.carillon.testkit.OpenStreams;
import dev.carillon.testkit.SseStream;
import io.restassured.RestAssured;
import io.restassured.http.Headers;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@IdentityTest
class CrossOriginFilterTest {

    private static final String ALLOWED = "https://app.example";

    @Inject
    Credentials credentials;

    private final OpenStreams streams = new OpenStreams();

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void pageOfTheSameSiteButAnotherOriginOpensNoStream() {
        // Given
        String cookie = credentials.session("26", "pages").cookie();
        // When
        SseStream stream = streams.open(OpenStreams.request("")
                .withCookie(cookie)
                .withHeader("Sec-Fetch-Site", "same-site")
                .withHeader("Origin", "http://127.0.0.1:1"));
        // Then
        OpenStreams.isRejected(stream, 403);
    }

    @Test
    void pageOfOurOwnOpensAStream() {
        // Given
        String cookie = credentials.session("26", "pages").cookie();
        // When
        SseStream stream = streams.connected(
                OpenStreams.request("").withCookie(cookie).withHeader("Sec-Fetch-Site", "same-origin"));
        // Then
        assertEquals(200, stream.status());
    }

    @Test
    void allowedPageOpensAStreamAndMayReadIt() {
        // Given
        String cookie = credentials.session("26", "pages").cookie();
        // When
        SseStream stream = streams.connected(OpenStreams.request("")
                .withCookie(cookie)
                .withHeader("Sec-Fetch-Site", "cross-site")
                .withHeader("Origin", ALLOWED));
        // Then
        assertEquals(ALLOWED, stream.header("access-control-allow-origin"));
        assertEquals("true", stream.header("access-control-allow-credentials"));
    }

    @Test
    void foreignPageCreatesNothing() {
        // Given
        String cookie = credentials.session("26", "pages").cookie();
        // When
        ValidatableResponse answer = create(Map.of("Cookie", cookie, "Origin", "https://evil.example"));
        // Then
        answer.statusCode(403)
                .contentType("application/problem+json")
                .header("Access-Control-Allow-Origin", nullValue());
        create(Map.of("Cookie", cookie, "Sec-Fetch-Site", "cross-site")).statusCode(403);
        create(Map.of("Cookie", cookie, "Sec-Fetch-Site", "none")).statusCode(403);
        create(Map.of("Cookie", cookie, "Origin", "null")).statusCode(403);
    }

    @Test
    void cookieOfACommandLineOrAnOldBrowserIsEnough() {
        // Given
        String cookie = credentials.session("26", "pages").cookie();
        String own = "http://127.0.0.1:" + RestAssured.port;
        // When
        ValidatableResponse answer = create(Map.of("Cookie", cookie));
        // Then
        answer.statusCode(201);
        create(Map.of("Cookie", cookie, "Origin", own, "Host", "127.0.0.1:" + RestAssured.port))
                .statusCode(201);
    }

    @Test
    void headerCredentialsNeedNoPage() {
        // Given
        String token = credentials.token("26", "pages");
        // When
        ValidatableResponse answer =
                create(Map.of("Authorization", "Bearer " + token, "Origin", "https://evil.example"));
        // Then
        answer.statusCode(201).header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void otherSchemesDoNotSmuggleACookieIn() {
        // Given
        String cookie = credentials.session("26", "pages").cookie();
        // When
        ValidatableResponse answer =
                create(Map.of("Cookie", cookie, "Authorization", "Basic eDp5", "Origin", "https://evil.example"));
        // Then
        answer.statusCode(403);
    }

    @Test
    void allowedPagePassesThePreflight() {
        // Given
        Map<String, String> preflight = Map.of(
                "Origin", ALLOWED,
                "Access-Control-Request-Method", "POST",
                "Access-Control-Request-Headers", "content-type,carillon-caller");
        // When
        ValidatableResponse answer =
                given().headers(preflight).options("/api/notifications").then();
        // Then
        answer.header("Access-Control-Allow-Origin", equalTo(ALLOWED))
                .header("Access-Control-Allow-Credentials", "true")
                .header("Access-Control-Allow-Methods", containsString("POST"))
                .header("Access-Control-Allow-Headers", containsString("Carillon-Caller"));
        given().header("Origin", "https://evil.example")
                .header("Access-Control-Request-Method", "POST")
                .options("/api/notifications")
                .then()
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void allowedPageMayUseTheMethodsOfAllRoutes() {
        // Given
        JsonObject paths = OpenApiDocument.read().getJsonObject("paths");
        Set<String> methods = paths.fieldNames().stream()
                .flatMap(path -> paths.getJsonObject(path).fieldNames().stream())
                .map(name -> name.toUpperCase(Locale.ROOT))
                .filter(name -> !name.equals("PARAMETERS"))
                .collect(Collectors.toSet());
        // When
        String allowed = given().header("Origin", ALLOWED)
                .header("Access-Control-Request-Method", "PUT")
                .options("/api/preferences")
                .header("Access-Control-Allow-Methods");
        // Then
        assertThat(methods).contains("GET", "PUT");
        assertThat(allowed.split(",")).containsAll(methods);
    }

    @Test
    void everyAnswerHasTheSecurityHeaders() {
        // Given
        String path = "/api/no/such/address";
        // When
        ValidatableResponse answer = given().get(path).then();
        // Then
        answer.statusCode(404)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("X-Frame-Options", "DENY")
                .header("Cache-Control", "no-store")
                .header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        create(Map.of()).statusCode(401).header("X-Content-Type-Options", "nosniff");
    }

    @Test
    void varyNamesTheOriginEvenWithoutOne() {
        for (String path : List.of(
                "/carillon/client.js", "/no/such/file", "/api/notifications/unread", "/api/notifications/stream")) {
            for (Map<String, String> origin : List.of(
                    Map.<String, String>of(), Map.of("Origin", ALLOWED), Map.of("Origin", "https://evil.example"))) {
                // When
                Headers answer = given().headers(origin).get(path).headers();
                // Then
                assertTrue(
                        answer.getValues("Vary").stream()
                                .anyMatch(v -> v.toLowerCase().contains("origin")),
                        () -> path + " " + origin + " " + answer);
            }
        }
    }

    private static ValidatableResponse create(Map<String, String> headers) {
        return new ApiClient(headers).create();
    }
}
