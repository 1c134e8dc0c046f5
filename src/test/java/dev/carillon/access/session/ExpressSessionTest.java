package dev.carillon.access.session;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Eventually;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.Npm;
import dev.carillon.testkit.OpenStreams;
import dev.carillon.testkit.SseStream;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions that a real Express application has written: {@code express-session} with {@code connect-redis}. */
@IdentityTest
class ExpressSessionTest {

    private static final Path APPLICATION = Path.of("src/test/express");

    @ConfigProperty(name = "quarkus.redis.hosts")
    String redisUrl;

    private final OpenStreams streams = new OpenStreams();
    private Process express;
    private int port;

    @BeforeEach
    void start() throws IOException {
        new Npm(APPLICATION).install();
        start(EmbeddedResource.SECRET + "," + EmbeddedResource.OLDER_SECRET);
    }

    /** The first one signs. */
    private void start(String secrets) throws IOException {
        ProcessBuilder command = new ProcessBuilder("node", "application.mjs").directory(APPLICATION.toFile());
        command.environment().put("REDIS_URL", redisUrl);
        command.environment().put("SESSION_SECRETS", secrets);
        express = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader output = express.inputReader();
        port = Integer.parseInt(output.readLine().substring("listening ".length()));
    }

    @AfterEach
    void stop() {
        streams.close();
        if (express != null) {
            express.destroy();
        }
    }

    @Test
    void sessionOfARealApplicationOpensAStreamAndCreates() {
        // Given
        String cookie = login("26", "express-org", null);
        // When
        SseStream stream = streams.connected(cookie);
        int created = create(cookie);
        // Then
        assertEquals(201, created);
        assertTrue(stream.events().get(0).data().contains("\"clientId\":\"26-express-org-"));
        Eventually.within(2, () -> assertTrue(OpenStreams.has(stream, "notification")));
    }

    @Test
    void sessionSignedBeforeTheSecretWasRotatedIsStillTaken() throws IOException {
        // Given
        express.destroy();
        start(EmbeddedResource.OLDER_SECRET);
        // When
        String cookie = login("26", "express-org", null);
        // Then
        assertEquals(201, create(cookie));
    }

    @Test
    void sessionSignedWithNeitherSecretIsRejected() throws IOException {
        // Given
        express.destroy();
        start("a secret that was never ours");
        // When
        String cookie = login("26", "express-org", null);
        // Then
        assertEquals(401, create(cookie));
    }

    @Test
    void rolesOfTheSessionAreRead() {
        // Given
        String cookie = login("26", "express-org", null);
        // When
        int status = given().header("Cookie", cookie).get("/api/api-keys").statusCode();
        // Then
        assertEquals(200, status);
    }

    @Test
    void logoutEndsTheSession() {
        // Given
        String cookie = login("27", "express-org", null);
        // When
        express().header("Cookie", cookie).post("/logout").then().statusCode(204);
        // Then
        assertEquals(401, create(cookie));
    }

    @Test
    void sessionFromBeforeTheLoginIsWorthNothing() {
        // Given
        String fixed = login("28", "express-org", null);
        // When
        String renewed = login("29", "express-org", fixed);
        // Then
        assertNotEquals(fixed, renewed);
        assertEquals(401, create(fixed));
        assertEquals(201, create(renewed));
    }

    private String login(String user, String organization, String cookie) {
        RequestSpecification request = cookie == null ? express() : express().header("Cookie", cookie);
        String set = request.post("/login/" + organization + "/" + user)
                .then()
                .statusCode(204)
                .extract()
                .header("Set-Cookie");
        return set.substring(0, set.indexOf(';'));
    }

    private RequestSpecification express() {
        return RestAssured.given().baseUri("http://127.0.0.1").port(port);
    }

    private static int create(String cookie) {
        return ApiClient.withCookie(cookie).create().extract().statusCode();
    }
}
