package dev.carillon.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.identity.Credentials.Session;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.SseStream;
import dev.carillon.testkit.StreamRequest;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever signed in is by now somebody else, although nobody has said so to anybody. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
@WithTestResource(IdentityProvider.class)
@WithTestResource(ShortKeepAlive.class)
class ChangedCallerTest {

    private static final String OPERATOR = "carillon-operator";

    @Inject
    Credentials credentials;

    @Inject
    CredentialWatch watch;

    @Inject
    AgroalDataSource dataSource;

    @Inject
    MeterRegistry registry;

    private final OpenStreams streams = new OpenStreams();

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void streamEndsWhenItsSessionBelongsToAnotherOrganization() {
        // Given
        Session session = credentials.session("141", "changed-1");
        SseStream stream = streams.connected(session.cookie());
        // When
        credentials.change(session, "141", "changed-2");
        // Then
        OpenStreams.endsWith(stream, 10, "session-expired");
    }

    @Test
    void streamEndsWhenItsSessionBelongsToAnotherUser() {
        // Given
        Session session = credentials.session("143", "changed-1");
        SseStream stream = streams.connected(session.cookie());
        // When
        credentials.change(session, "144", "changed-1");
        // Then
        OpenStreams.endsWith(stream, 10, "session-expired");
    }

    @Test
    void streamEndsWhenItsSessionHasOtherRoles() {
        // Given
        Session session = credentials.session("145", "changed-1", "admin");
        SseStream stream = streams.connected(session.cookie());
        // When
        credentials.change(session, "145", "changed-1");
        // Then
        OpenStreams.endsWith(stream, 10, "session-expired");
    }

    @Test
    void streamOpenedByATicketEndsWhenTheSessionItCameFromChanges() {
        // Given
        Session session = credentials.session("146", "changed-1");
        SseStream stream = streams.connected(OpenStreams.request("?ticket=" + ticket(session)));
        // When
        credentials.change(session, "146", "changed-2");
        // Then
        OpenStreams.endsWith(stream, 10, "session-expired");
    }

    @Test
    void ticketIsWorthNothingOnceTheSessionItCameFromHasChanged() {
        // Given
        Session session = credentials.session("146", "changed-1");
        String ticket = ticket(session);
        // When
        credentials.change(session, "146", "changed-2");
        // Then
        OpenStreams.isRefused(streams.open(OpenStreams.request("?ticket=" + ticket)), 401);
    }

    @Test
    void consoleEndsWhenItsOperatorIsNoneAnyMore() {
        // Given
        Session session = credentials.session("147", "changed-1", OPERATOR);
        SseStream console = console(session);
        // When
        credentials.change(session, "147", "changed-1");
        // Then
        OpenStreams.endsWith(console, 10, "session-expired");
    }

    /** Ids of users are small numbers, which every organization has. */
    @Test
    void disconnectEndsNoConsoleOfAnotherOrganization() {
        // Given
        SseStream theirs = console(credentials.session("26", "changed-3", OPERATOR));
        SseStream ours = console(credentials.session("26", "changed-4", OPERATOR));
        // When
        disconnect(key("changed-4"), "26").statusCode(204);
        // Then
        OpenStreams.endsWith(ours, 2, "session-expired");
        assertTrue(theirs.ending().isEmpty());
    }

    @Test
    void requestActsForWhomTheSessionBelongsToNow() {
        // Given
        Session session = credentials.session("148", "changed-5");
        given().contentType("application/json")
                .header("Cookie", session.cookie())
                .body(Map.of("type", "test", "title", "t", "message", "m"))
                .post("/api/notifications")
                .then()
                .statusCode(201);
        unread(session).body("count", equalTo(1));
        // When
        credentials.change(session, "148", "changed-6");
        // Then
        unread(session).body("count", equalTo(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin = false", "scopes = '{publish}'"})
    void callerWhoseKeyHasOtherRightsIsNotTheSame(String change) throws SQLException {
        // Given
        String organization = "changed-" + UUID.randomUUID();
        String admin = credentials.session("1", organization, "admin").cookie();
        String id = ApiKeyTest.create(admin, true).extract().path("id");
        Watched caller = watch.watch(new Caller(
                organization,
                Caller.KEY_PREFIX + id,
                Set.of(Caller.ADMIN),
                new Credential.ApiKey(id, null, EnumSet.of(Scope.PUBLISH, Scope.READ, Scope.MANAGE))));
        assertTrue(!hasEnded(caller));
        // When
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set carillon.organization = '" + organization + "'");
            statement.execute("update api_key set " + change + " where id = '" + id + "'");
            statement.execute("reset carillon.organization");
        }
        // Then
        Eventually.within(5, () -> assertTrue(hasEnded(caller)));
    }

    private boolean hasEnded(Watched caller) {
        AtomicBoolean ended = new AtomicBoolean();
        boolean now = watch.hasEnded(caller).await().atMost(Duration.ofSeconds(5));
        if (now) {
            watch.ifEnded(caller, () -> ended.set(true));
            Eventually.within(5, () -> assertTrue(ended.get()));
        }
        return now;
    }

    /** What cannot be kept is not promised. */
    @Test
    void revocationBeyondTheBoundIsRefusedAndCounted() {
        // Given
        String key = key("changed-8");
        for (int i = 0; i < ShortKeepAlive.MAX_REVOCATIONS; i++) {
            disconnect(key, "user-" + i).statusCode(204);
        }
        double before = refused();
        String token = credentials.token("26", "changed-8");
        // When
        ValidatableResponse answer = given().contentType("application/json")
                .header("X-Api-Key", key)
                .body(Map.of("token", token))
                .post("/api/tokens/revoke")
                .then();
        // Then
        answer.statusCode(503);
        disconnect(key, "one-more").statusCode(503);
        disconnect(key, "user-0").statusCode(204);
        assertEquals(before + 2, refused());
        given().header("Authorization", "Bearer " + token)
                .get("/api/notifications/unread")
                .then()
                .statusCode(200);
    }

    private double refused() {
        return registry.get("carillon.limit.refused")
                .tag("limit", "revocations")
                .counter()
                .count();
    }

    private static ValidatableResponse unread(Session session) {
        return given().header("Cookie", session.cookie())
                .get("/api/notifications/unread")
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse disconnect(String key, String user) {
        return given().contentType("application/json")
                .header("X-Api-Key", key)
                .post("/api/users/" + user + "/disconnect")
                .then();
    }

    private String key(String organization) {
        return ApiKeyTest.create(credentials.session("1", organization, "admin").cookie(), false)
                .extract()
                .path("key");
    }

    private static String ticket(Session session) {
        return given().contentType("application/json")
                .header("Cookie", session.cookie())
                .body(Map.of())
                .post("/api/stream-tickets")
                .then()
                .statusCode(201)
                .extract()
                .path("ticket");
    }

    private SseStream console(Session session) {
        StreamRequest request =
                StreamRequest.get(new InetSocketAddress("127.0.0.1", RestAssured.port), "/api/console/stream");
        SseStream stream = streams.open(request.withCookie(session.cookie()));
        Eventually.within(5, () -> assertTrue(!stream.events().isEmpty()));
        return stream;
    }
}
