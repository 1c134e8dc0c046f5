package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.OpenStreams;
import dev.carillon.testkit.SseStream;
import dev.carillon.testkit.StrictServicesTest;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Redis with a password and an account that may do what {@code docs/operations.md} lists, and nothing else. */
@StrictServicesTest
class RedisAccountTest {

    @Inject
    Credentials credentials;

    @Inject
    MeterRegistry registry;

    private final OpenStreams streams = new OpenStreams();

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void documentedRightsAreEnoughForSessionsTicketsLimitsAndTheBus() {
        // Given
        String organization = Credentials.newOrganization();
        Credentials.Session session = credentials.session("26", organization, "admin");
        ApiClient ada = session.client();

        // When
        SseStream byCookie = streams.connected(session.cookie());
        SseStream byTicket = streams.connected(OpenStreams.request("?ticket=" + ada.ticket(Map.of())));
        ada.created(Map.of("audience", "organization"));

        // Then
        await().untilAsserted(() ->
                assertThat(Stream.of(byCookie, byTicket)).allMatch(stream -> OpenStreams.has(stream, "notification")));
        await().until(() -> registry.get("carillon.bus.delivering").gauge().value() == 1);
        ada.revoke("sessions", Map.of("sessionId", session.id())).statusCode(204);
    }
}
