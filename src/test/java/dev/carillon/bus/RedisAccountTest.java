package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.embedded.EmbeddedRedis;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.OpenStreams;
import dev.carillon.testkit.RedisFaults;
import dev.carillon.testkit.SseStream;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Redis with a password and an account that may do what {@code docs/operations.md} lists, and nothing else. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
@WithTestResource(RedisAccountTest.Restricted.class)
class RedisAccountTest {

    private static final Pattern RIGHTS = Pattern.compile("(?m)^ACL SETUSER \\S+ on >\\S+ (.*)$");

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

    /** Takes its rights from the document. The account is the default one, so that only a password is configured. */
    public static final class Restricted implements QuarkusTestResourceLifecycleManager {

        private EmbeddedRedis redis;

        @Override
        public int order() {
            return 1;
        }

        @Override
        public Map<String, String> start() {
            redis = EmbeddedRedis.start();
            try {
                var rights = RIGHTS.matcher(Files.readString(Path.of("docs/operations.md")));
                assertThat(rights.find()).isTrue();
                new RedisFaults("127.0.0.1", redis.port())
                        .command(("ACL SETUSER default reset on >s3cret@% " + rights.group(1)).split(" "));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Map.of("quarkus.redis.hosts", redis.url(), "quarkus.redis.password", "s3cret@%");
        }

        @Override
        public void stop() {
            redis.close();
        }
    }
}
