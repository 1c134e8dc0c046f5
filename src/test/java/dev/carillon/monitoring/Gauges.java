package dev.carillon.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.net.URL;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Gauges describe the running application, also where another one ran before in the same JVM. The two subclasses differ in
 * their resources, so the one that runs later has an application of its own.
 */
abstract class Gauges {

    @TestHTTPResource
    URL pod;

    @Inject
    Credentials credentials;

    @Inject
    MeterRegistry registry;

    @Test
    void connectionsAndClientsAreCountedWhereTheyAre() {
        // Given
        Login login = credentials.login(Credentials.newOrganization(), "ada");
        InetSocketAddress address = new InetSocketAddress(pod.getHost(), pod.getPort());
        try (SseClients clients = new SseClients()) {
            // When
            for (int i = 0; i < 3; i++) {
                clients.open(
                        SseRequest.get(address, "/api/notifications/stream").withCookie(login.cookie()));
            }
            // Then
            await().until(() -> value("carillon.clients") == 3);
            await().until(() -> value("carillon.connections.open") >= 3);
        }
        await().until(() -> value("carillon.clients") == 0);
    }

    @Test
    void everyGaugeOfOursHasAValue() {
        // When
        List<Meter.Id> without = registry.getMeters().stream()
                .flatMap(meter -> meter instanceof Gauge gauge ? Stream.of(gauge) : Stream.empty())
                .filter(gauge -> gauge.getId().getName().startsWith("carillon.") && Double.isNaN(gauge.value()))
                .map(Gauge::getId)
                .toList();
        // Then
        assertThat(without).isEmpty();
    }

    private double value(String name) {
        return registry.get(name).gauge().value();
    }
}
