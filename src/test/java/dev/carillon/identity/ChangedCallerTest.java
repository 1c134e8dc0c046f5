package dev.carillon.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.access.session.CredentialStatus;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.Credentials.Session;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Eventually;
import dev.carillon.testkit.IdentityProvider;
import dev.carillon.testkit.OpenStreams;
import dev.carillon.testkit.Sql;
import dev.carillon.testkit.SseStream;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The user behind a credential has changed, and no message has announced it. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
@WithTestResource(IdentityProvider.class)
@WithTestResource(ShortKeepAlive.class)
class ChangedCallerTest {

    private static final String OPERATOR = "carillon-operator";

    @Inject
    Credentials credentials;

    @Inject
    CredentialStatus watch;

    @Inject
    MeterRegistry registry;

    private final OpenStreams streams = new OpenStreams();

    @AfterEach
    void close() {
        streams.close();
    }

    @ParameterizedTest
    @CsvSource({
        "another organization, 141, changed-2, admin",
        "another user,         144, changed-1, admin",
        "other roles,          141, changed-1, user",
    })
    void streamEndsWhenItsSessionBelongsTo(String whom, String user, String organization, String role) {
        // Given
        Session session = credentials.session("141", "changed-1", "admin");
        SseStream stream = streams.connected(session.cookie());

        // When
        credentials.change(session, user, organization, role);

        // Then
        OpenStreams.endsWith(stream, 10, "session-expired");
    }

    @Test
    void streamOpenedByATicketEndsWhenTheSessionItCameFromChanges() {
        // Given
        Session session = credentials.session("146", "changed-1");
        SseStream stream = streams.connected(
                OpenStreams.request("?ticket=" + session.client().ticket(Map.of())));
        // When
        credentials.change(session, "146", "changed-2");
        // Then
        OpenStreams.endsWith(stream, 10, "session-expired");
    }

    @Test
    void ticketIsWorthNothingOnceTheSessionItCameFromHasChanged() {
        // Given
        Session session = credentials.session("146", "changed-1");
        String ticket = session.client().ticket(Map.of());
        // When
        credentials.change(session, "146", "changed-2");
        // Then
        OpenStreams.isRejected(streams.open(OpenStreams.request("?ticket=" + ticket)), 401);
    }

    @Test
    void consoleEndsWhenItsUserIsNoLongerAnOperator() {
        // Given
        Session session = credentials.session("147", "changed-1", OPERATOR);
        SseStream console = console(session);
        // When
        credentials.change(session, "147", "changed-1");
        // Then
        OpenStreams.endsWith(console, 10, "session-expired");
    }

    /** User ids are small numbers, which every organization has. */
    @Test
    void disconnectEndsNoConsoleOfAnotherOrganization() {
        // Given
        SseStream theirs = console(credentials.session("26", "changed-3", OPERATOR));
        SseStream ours = console(credentials.session("26", "changed-4", OPERATOR));
        // When
        credentials.backend("changed-4").disconnect("26").statusCode(204);
        // Then
        OpenStreams.endsWith(ours, 2, "session-expired");
        assertTrue(theirs.ending().isEmpty());
    }

    @Test
    void requestActsForWhomTheSessionBelongsToNow() {
        // Given
        Session session = credentials.session("148", "changed-5");
        session.client().create().statusCode(201);
        assertEquals(1, session.client().unread());
        // When
        credentials.change(session, "148", "changed-6");
        // Then
        assertEquals(0, session.client().unread());
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin = false", "scopes = '{publish}'"})
    void callerWhoseKeyHasOtherRightsIsNotTheSame(String change) {
        // Given
        String organization = "changed-" + UUID.randomUUID();
        String id = credentials.admin(organization).createKey(true).extract().path("id");
        AdmittedCaller caller = watch.watch(new Caller(
                organization,
                Caller.KEY_PREFIX + id,
                Set.of(Caller.ADMIN),
                new Credential.ApiKey(id, null, EnumSet.of(Scope.PUBLISH, Scope.READ, Scope.MANAGE))));
        assertTrue(!hasEnded(caller));
        // When
        Sql.ofOwner().run("update api_key set " + change + " where id = ?", id);
        // Then
        Eventually.within(5, () -> assertTrue(hasEnded(caller)));
    }

    @Test
    void streamOpenedByATicketOfAKeyEndsWhenTheKeyMayNotReadAnyMore() {
        // Given
        ValidatableResponse made = credentials
                .session("1", "changed-" + UUID.randomUUID(), "admin")
                .client()
                .createKey(false);
        ApiClient backend = ApiClient.withKey(made.extract().path("key"));
        SseStream stream = streams.connected(OpenStreams.request("?ticket=" + backend.ticket(Map.of("userId", "149"))));
        String unused = backend.ticket(Map.of("userId", "149"));
        // When
        Sql.ofOwner().run("update api_key set scopes = '{publish,manage}' where id = ?", (String)
                made.extract().path("id"));
        // Then
        OpenStreams.endsWith(stream, 10, "session-expired");
        OpenStreams.isRejected(streams.open(OpenStreams.request("?ticket=" + unused)), 401);
    }

    private boolean hasEnded(AdmittedCaller caller) {
        AtomicBoolean ended = new AtomicBoolean();
        boolean now = watch.hasEnded(caller).await().atMost(Duration.ofSeconds(5));
        if (now) {
            watch.ifEnded(caller, () -> ended.set(true));
            Eventually.within(5, () -> assertTrue(ended.get()));
        }
        return now;
    }

    /** A revocation that cannot be stored is not promised. */
    @Test
    void revocationBeyondTheBoundIsRejectedAndCounted() {
        // Given
        ApiClient backend = credentials.backend("changed-8");
        for (int i = 0; i < ShortKeepAlive.MAX_REVOCATIONS; i++) {
            backend.disconnect("user-" + i).statusCode(204);
        }
        double before = rejected();
        String token = credentials.token("26", "changed-8");
        // When
        ValidatableResponse answer = backend.revoke("tokens", Map.of("token", token));
        // Then
        answer.statusCode(503);
        backend.disconnect("one-more").statusCode(503);
        backend.disconnect("user-0").statusCode(204);
        assertEquals(before + 2, rejected());
        ApiClient.withBearer(token).get("/unread").statusCode(200);
    }

    private double rejected() {
        return registry.get("carillon.limit.refused")
                .tag("limit", "revocations")
                .counter()
                .count();
    }

    private SseStream console(Session session) {
        SseStream stream = streams.open(OpenStreams.console().withCookie(session.cookie()));
        Eventually.within(5, () -> assertTrue(!stream.events().isEmpty()));
        return stream;
    }
}
