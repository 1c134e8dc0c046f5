package dev.carillon.receipt;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.identity.Credentials;
import dev.carillon.identity.IdentityTest;
import dev.carillon.identity.OpenStreams;
import io.restassured.http.Header;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told which clients have a notification. */
@IdentityTest
class DeliveriesTest {

    @Inject
    Credentials credentials;

    private final String organization = "deliveries-" + UUID.randomUUID();
    private final OpenStreams streams = new OpenStreams();
    private Header ada;
    private Header admin;
    private Header backend;

    @BeforeEach
    void listen() {
        ada = session("ada");
        admin = session("boss", "admin");
        backend = new Header("X-Api-Key", key(admin));
        for (Header user : List.of(ada, session("bob"))) {
            streams.connected(OpenStreams.request("?ack=required").withCookie(user.getValue()));
        }
    }

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void backendAndAdministratorSeeTheClientsOfAllUsers() {
        // Given
        long id = create(Map.of("audience", "organization"));
        // Then
        Awaitility.await().untilAsserted(() -> assertThat(pending(backend, id)).containsExactly("ada", "bob"));
        assertThat(pending(admin, id)).containsExactly("ada", "bob");
    }

    @Test
    void userSeesTheOwnClientsOnly() {
        // Given
        long id = create(Map.of("audience", "organization"));
        // Then
        Awaitility.await().untilAsserted(() -> assertThat(pending(backend, id)).hasSize(2));
        assertThat(pending(ada, id)).containsExactly("ada");
    }

    @Test
    void whatIsForOneUserWaitsForNobodyElse() {
        // Given
        long id = create(Map.of("userId", "ada"));
        // Then
        Awaitility.await().untilAsserted(() -> assertThat(pending(backend, id)).containsExactly("ada"));
        assertThat(status(session("bob"), id)).isEqualTo(404);
    }

    @Test
    void backendOfAnotherOrganizationIsToldThatThereIsNothing() {
        // Given
        long id = create(Map.of("audience", "organization"));
        Header elsewhere = new Header(
                "Cookie",
                credentials.session("boss", organization + "x", "admin").cookie());
        Header foreign = new Header("X-Api-Key", key(elsewhere));
        // When
        int status = status(foreign, id);
        // Then
        assertThat(status).isEqualTo(404);
    }

    private Header session(String user, String... roles) {
        return new Header(
                "Cookie", credentials.session(user, organization, roles).cookie());
    }

    private static String key(Header admin) {
        return given().contentType("application/json")
                .header(admin)
                .body(Map.of("name", "backend", "scopes", List.of("publish", "read")))
                .post("/api/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("key");
    }

    private long create(Map<String, String> recipient) {
        Map<String, String> body = new HashMap<>(Map.of("type", "test", "title", "t", "message", "m"));
        body.putAll(recipient);
        return given().contentType("application/json")
                .header(backend)
                .body(body)
                .post("/api/notifications")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");
    }

    private static List<String> pending(Header as, long id) {
        return given().header(as)
                .get("/api/notifications/" + id + "/deliveries")
                .then()
                .statusCode(200)
                .extract()
                .path("pending.userId");
    }

    private static int status(Header as, long id) {
        return given().header(as)
                .get("/api/notifications/" + id + "/deliveries")
                .statusCode();
    }
}
