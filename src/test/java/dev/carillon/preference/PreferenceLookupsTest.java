package dev.carillon.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Sql;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL counts how often the tables of preferences are read. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class PreferenceLookupsTest {

    private static final int USERS = 10;
    private static final int NOTIFICATIONS = 600;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String READS = """
            select coalesce(sum(seq_scan + coalesce(idx_scan, 0)), 0) from pg_stat_all_tables
            where relname in ('preference', 'preference_default')
            """;

    private static final String WRITES =
            "select coalesce(sum(n_tup_ins), 0) from pg_stat_all_tables where relname like 'notification%'";

    @Inject
    Credentials credentials;

    @TestHTTPResource
    URL pod;

    private final SseClients clients = new SseClients();

    @AfterEach
    void close() {
        clients.close();
    }

    @Test
    void notificationsToManyUsersWithPreferencesReadNoPreferences() {
        // Given users that have muted something and have streams, and a first notification on each of these
        String organization = Credentials.newOrganization();
        ApiClient backend = credentials.backend(organization);
        List<SseStream> streams = new ArrayList<>();
        List<ApiClient> users = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            Credentials.Session session = credentials.session("user" + i, organization);
            users.add(session.client());
            session.client()
                    .request()
                    .body(Map.of("version", 0, "types", List.of(Map.of("type", "muted", "inApp", false))))
                    .put("/api/preferences")
                    .then()
                    .statusCode(200);
            InetSocketAddress address = new InetSocketAddress(pod.getHost(), pod.getPort());
            streams.add(clients.open(SseRequest.stream(address, "").withCookie(session.cookie())));
        }
        await().until(() -> streams.stream().noneMatch(stream -> stream.events().isEmpty()));
        create(backend, "shown");
        await().until(() -> streams.stream().allMatch(stream -> shown(stream) == 1));
        long readsBefore = Sql.ofOwner().number(READS);
        long writesBefore = Sql.ofOwner().number(WRITES);

        // When
        for (int i = 0; i < NOTIFICATIONS; i += 2) {
            create(backend, "shown", "muted");
        }

        // Then PostgreSQL has counted what was done meanwhile, which its sessions tell it with a delay
        await().atMost(PATIENCE)
                .until(() -> streams.stream().allMatch(stream -> shown(stream) == 1 + NOTIFICATIONS / 2));
        await().atMost(PATIENCE).until(() -> Sql.ofOwner().number(WRITES) >= writesBefore + NOTIFICATIONS);
        // Opening the streams, and what others do beside this, is less than one read for three notifications.
        assertThat(Sql.ofOwner().number(READS) - readsBefore).isLessThan(NOTIFICATIONS / 3);
        // A list reads them each time, so PostgreSQL does count.
        long readsByStreams = Sql.ofOwner().number(READS);
        for (int i = 0; i < 2 * USERS; i++) {
            users.get(i % USERS).ids("?limit=1");
        }
        await().atMost(PATIENCE).until(() -> Sql.ofOwner().number(READS) >= readsByStreams + USERS);
    }

    private static void create(ApiClient backend, String... types) {
        List<Map<String, String>> all = Stream.of(types)
                .map(type -> Map.of("type", type, "title", "t", "message", "m", "audience", "organization"))
                .toList();
        backend.post("/batch", Map.of("notifications", all)).statusCode(201);
    }

    private static int shown(SseStream stream) {
        return stream.events("notification").size();
    }
}
