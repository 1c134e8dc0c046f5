package dev.carillon.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.identity.ShortKeepAlive;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.IdentityProvider;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An idle page keeps its place in an organization where others are busy. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
@WithTestResource(IdentityProvider.class)
@WithTestResource(ShortKeepAlive.class)
class IdlePositionTest {

    @Inject
    Credentials credentials;

    @TestHTTPResource
    URL pod;

    @Test
    void aPositionThatHasMovedFarComesWithDataOnce() {
        // Given
        String organization = Credentials.newOrganization();
        ApiClient idle = credentials.user("idle", organization);
        SseRequest request = SseRequest.stream(new InetSocketAddress(pod.getHost(), pod.getPort()), "")
                .withCookie(idle.headers().get("Cookie"));
        try (SseClients clients = new SseClients()) {
            SseStream stream = clients.open(request);
            await().until(() -> stream.comments().size() >= 2);
            assertThat(stream.events("ping")).isEmpty();

            // When
            Map<String, String> one = Map.of("type", "t", "title", "t", "message", "m", "userId", "busy");
            Map<String, ?> batch = Map.of("notifications", Collections.nCopies(500, one));
            credentials.backend(organization).post("/batch", batch).statusCode(201);
            await().until(() -> !stream.events("ping").isEmpty());
            int comments = stream.comments().size();
            await().until(() -> stream.comments().size() >= comments + 2);

            // Then
            assertThat(stream.events("ping")).hasSize(1);
            assertThat(stream.events("ping").get(0).id()).endsWith("-500");
            assertThat(List.copyOf(stream.events("notification"))).isEmpty();
        }
    }
}
