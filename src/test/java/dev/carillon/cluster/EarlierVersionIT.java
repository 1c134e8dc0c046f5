package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.ExpressSessions;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Pods of an earlier version and of this one on one database and one Redis: forth, and back again. The environment variable
 * {@code EARLIER} names the earlier {@code quarkus-run.jar}; {@code src/test/skew} builds it.
 */
@Timeout(300)
class EarlierVersionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String ORGANIZATION = "skew";

    private final SseClients clients = new SseClients();
    private EmbeddedServices services;
    private ExpressSessions sessions;
    private PodSettings now;
    private PodSettings earlier;
    private Login ada;

    @BeforeEach
    void start() {
        String jar = System.getenv("EARLIER");
        if (jar == null) {
            System.out.println(
                    "SKIPPED: pods of an earlier version. EARLIER names no quarkus-run.jar; src/test/skew builds one.");
        }
        assumeTrue(jar != null);
        services = EmbeddedServices.start(PostgresSettings.temporary());
        now = PodSettings.of("earlier-version-it");
        // 0.1.0 knew one account, which owns what it serves.
        earlier = now.withApplication(Path.of(jar))
                .with("QUARKUS_DATASOURCE_USERNAME", services.postgres().user())
                .with("QUARKUS_DATASOURCE_PASSWORD", services.postgres().password());
        sessions = ExpressSessions.in(services.redis(), now.sessionSecret());
        ada = new Login(
                ORGANIZATION, "ada", sessions.create("ada", ORGANIZATION).cookieHeader());
    }

    @AfterEach
    void stop() {
        clients.close();
        if (services != null) {
            sessions.close();
            services.close();
        }
    }

    @Test
    void podsOfBothVersionsDeliverToEachOtherAndClientsGoForthAndBack() {
        try (Pod old = start("old", earlier)) {
            // Given
            SseStream before = open(old, "");
            long first = create(old, "first");
            awaitId(before, first);

            try (Pod young = start("young", now)) {
                // When pods of both serve
                SseStream after = open(young, "");
                long ofOld = create(old, "of the old pod");
                long ofYoung = create(young, "of the young pod");

                // Then
                awaitId(before, ofOld);
                awaitId(before, ofYoung);
                awaitId(after, ofOld);
                awaitId(after, ofYoung);
                assertThat(ofYoung).isGreaterThan(ofOld).isGreaterThan(first);

                // When the old pod goes, and its client comes to the young one with the old cursor
                String position = before.lastEventId();
                old.kill();
                long missed = create(young, "missed");
                SseStream forth = open(young, position);

                // Then
                awaitId(forth, missed);
                assertThat(forth.ids()).containsExactly(missed);
                assertThat(forth.events("reset")).isEmpty();
                position = forth.lastEventId();

                // When the update is taken back
                young.kill();
                // 0.1.0 rejects a schema that is newer than it is, unless it is told not to look.
                try (Pod again = start("again", earlier.with("QUARKUS_FLYWAY_MIGRATE_AT_START", "false"))) {
                    SseStream back = open(again, position);
                    long last = create(again, "last");

                    // Then
                    awaitId(back, last);
                    assertThat(last).isGreaterThan(missed);
                }
            }
        }
    }

    private Pod start(String name, PodSettings settings) {
        return Pod.start(name, services, settings).awaitReady(PATIENCE);
    }

    private SseStream open(Pod pod, String position) {
        SseRequest request =
                SseRequest.stream(BreakableCluster.address(pod), "").as(ada);
        return clients.openAnswered(position.isEmpty() ? request : request.after(position), PATIENCE);
    }

    private long create(Pod pod, String message) {
        return Api.created(pod, ada, Api.forUser("ada", message));
    }

    private static void awaitId(SseStream stream, long id) {
        await().atMost(PATIENCE).until(() -> stream.ids().contains(id));
    }
}
