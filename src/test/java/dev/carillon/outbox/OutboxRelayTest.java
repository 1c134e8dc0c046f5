package dev.carillon.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.carillon.handover.HandoverConfig;
import dev.carillon.publish.PublishConfig;
import dev.carillon.schedule.ScheduleConfig;
import dev.carillon.tenancy.Database;
import dev.carillon.testkit.OwnDatabase;
import dev.carillon.testkit.SharedServices;
import dev.carillon.testkit.Sql;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxRelayTest {

    private final List<OutboxRelay> started = new ArrayList<>();
    private final List<String> announced = new CopyOnWriteArrayList<>();
    private OwnDatabase database;
    private Backend backend;
    private Sql sql;

    /** No broadcast survives this title. */
    private static final String FATAL = "fatal";

    @BeforeEach
    void migrate() {
        database = OwnDatabase.migratedTo("latest");
        backend = Backend.of(database);
        sql = database.sql();
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (OutboxRelay relay : started) {
            relay.stop();
        }
    }

    private OutboxRelay relay(String pod, Map<String, String> limits) {
        Map<String, String> config = Map.of(
                "carillon.outbox.lease", "1s", "carillon.outbox.poll", "5ms", "carillon.outbox.poll-idle", "20ms");
        OutboxRelay relay = new OutboxRelay(
                new PostgresOutbox(new Database(database.application())),
                (organizationId, committed) -> committed.notifications().forEach(n -> announce(pod, n.title())),
                new PublishLimits(
                        SharedServices.config(PublishConfig.class, limits),
                        SharedServices.config(OutboxConfig.class, config),
                        SharedServices.config(ScheduleConfig.class, Map.of()),
                        SharedServices.config(HandoverConfig.class, Map.of())),
                new OutboxMetrics(new SimpleMeterRegistry()),
                pod);
        started.add(relay);
        return relay;
    }

    private void announce(String pod, String title) {
        if (title.equals(FATAL)) {
            throw new StackOverflowError(FATAL);
        }
        announced.add(pod + " " + title);
    }

    private void awaitLease(String pod) {
        await().until(() -> sql.text("select holder from relay_lease").startsWith(pod + " "));
    }

    @Test
    void onePodRelaysAndTheNextOneTakesOverWhenItStops() throws Exception {
        // Given
        OutboxRelay first = relay("first", Map.of());
        first.start();
        awaitLease("first");
        relay("second", Map.of()).start();
        for (int i = 0; i < 20; i++) {
            backend.publish("acme", "n" + i);
        }
        await().until(() -> announced.size() == 20);
        List<String> before = List.copyOf(announced);

        // When
        first.stop();
        awaitLease("second");
        backend.publish("acme", "next");

        // Then
        await().until(() -> announced.size() == 21);
        assertThat(before).allMatch(one -> one.startsWith("first "));
        assertThat(announced.get(20)).isEqualTo("second next");
    }

    @Test
    void leaseOfAPodThatIsGoneEnds() throws SQLException {
        // Given
        sql.run("update relay_lease set holder = 'gone', valid_until = clock_timestamp() + interval '1 second'");
        backend.publish("acme", "n");

        // When
        relay("heir", Map.of()).start();

        // Then
        await().until(() -> announced.equals(List.of("heir n")));
    }

    @Test
    void publishChecksByTheLimitsOfThePodThatRelays() {
        // When
        relay("strict", Map.of("carillon.publish.max-message-length", "10")).start();
        // Then
        await().until(() -> sql.number("select max_message_length from publish_limit") == 10);
    }

    @Test
    void relayGoesOnAfterAFailure() throws SQLException {
        // Given
        relay("steady", Map.of()).start();
        awaitLease("steady");
        sql.run("alter table outbox rename to away");
        assertThat(catchThrowable(() -> backend.publish("acme", "lost"))).hasMessageContaining("outbox");

        // When
        sql.run("alter table away rename to outbox");
        backend.publish("acme", "after");

        // Then
        await().until(() -> announced.equals(List.of("steady after")));
    }

    @Test
    void relayGoesOnAfterAnError() throws SQLException {
        // Given
        relay("steady", Map.of()).start();
        awaitLease("steady");
        backend.publish("acme", FATAL);
        await().until(() -> sql.number("select count(*) from outbox") == 0);

        // When
        backend.publish("acme", "after");

        // Then
        await().until(() -> announced.equals(List.of("steady after")));
    }
}
