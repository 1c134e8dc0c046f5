package dev.carillon.socket.wire;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.Http2Peer;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.RawHttp;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Metrics of requests that never reach a route. */
@IdentityTest
class RouteLabelsTest {

    private static final String FOREIGN = "https://evil.example";

    @Inject
    Credentials credentials;

    @Inject
    MeterRegistry registry;

    @Test
    void rejectedRequestIsNamedByItsRouteAndNotByItsPath() {
        // Given
        String secret = "SECRET-" + UUID.randomUUID();
        String cookie = credentials.session("26", "labels").cookie();
        // When
        given().delete("/api/sessions/" + secret);
        given().delete("/api/api-keys/" + secret).then().statusCode(401);
        given().header("Cookie", cookie).header("Origin", FOREIGN).delete("/api/api-keys/" + secret);
        // Then
        await().untilAsserted(() -> assertThat(labels("uri", "401")).contains("/api/api-keys/{id}"));
        assertThat(labels("uri")).noneMatch(uri -> uri.contains("SECRET"));
        given().get("/api/notifications/unread").then().statusCode(401);
        await().untilAsserted(() -> assertThat(labels("uri", "401")).contains("/api/notifications/unread"));
    }

    @Test
    void madeUpPathsAreOneLabelHoweverTheyEnd() {
        // Given
        String made = "stranger-" + UUID.randomUUID();
        // When
        try (Http2Peer peer = new Http2Peer()) {
            for (int i = 0; i < 40; i++) {
                given().header("Cookie", "connect.sid=x")
                        .header("Origin", FOREIGN)
                        .delete("/api/" + made + i);
                given().get("/" + made + i);
                RawHttp.send("GET /" + made + i + " HTTP/1.1\r\nConnection: close\r\n\r\n");
                RawHttp.send("POST /" + made + i + " HTTP/1.1\r\nHost: x\r\nX A: b\r\n\r\n");
                // A path that the router itself cannot read never gets to a filter.
                for (String odd : List.of("/%2F", "/%%36", "/x\\..\\")) {
                    RawHttp.send("GET " + odd + made + i + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                }
                peer.headers(1 + 4 * i, false, Http2Peer.request("POST", "/api/trpc/notifications.create/" + made + i));
                peer.headers(3 + 4 * i, false, Http2Peer.request("POST", "/" + made + i));
                peer.reset(1 + 4 * i);
                peer.reset(3 + 4 * i);
            }
            peer.headers(901, true, Http2Peer.request("GET", "/api/notifications/unread"));
            peer.awaitEnd(901);
        }
        // Then
        assertThat(labels("uri")).noneMatch(uri -> uri.contains("stranger")).hasSizeLessThan(60);
    }

    @Test
    void madeUpMethodsAreOneLabel() {
        // When
        try (Http2Peer peer = new Http2Peer()) {
            for (int i = 0; i < 10; i++) {
                RawHttp.send("BREW" + i + " /api/notifications HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                peer.headers(1 + 2 * i, true, Http2Peer.request("BREW" + i, "/api/notifications"));
            }
            peer.awaitEnd(19);
        }
        // Then
        assertThat(labels("method")).noneMatch(method -> method.startsWith("BREW"));
    }

    private Set<String> labels(String tag) {
        return registry.find("http.server.requests").timers().stream()
                .map(timer -> timer.getId().getTag(tag))
                .collect(Collectors.toSet());
    }

    private Set<String> labels(String tag, String status) {
        return registry.find("http.server.requests").tag("status", status).timers().stream()
                .map(timer -> timer.getId().getTag(tag))
                .collect(Collectors.toSet());
    }
}
