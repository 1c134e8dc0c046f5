package dev.carillon.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.handover.HandoverConfig;
import dev.carillon.publish.PublishConfig;
import dev.carillon.schedule.ScheduleConfig;
import dev.carillon.tenancy.Database;
import dev.carillon.testkit.OwnDatabase;
import dev.carillon.testkit.SharedServices;
import dev.carillon.testkit.Sql;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/** The bounds of what waits, which hold in the database whether a pod runs or not. */
class OutboxBoundsTest {

    private static final long SECOND = 1_000_000_000L;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final OutboxMetrics metrics = new OutboxMetrics(registry);
    private Backend backend;
    private Sql sql;
    private Outbox outbox;
    private OutboxSweep sweep;
    private Backlog backlog;
    private long now;

    @BeforeEach
    void limit() {
        OwnDatabase database = OwnDatabase.migratedTo("latest");
        backend = Backend.of(database);
        sql = database.sql();
        outbox = new PostgresOutbox(new Database(database.application()));
        sweep = new OutboxSweep(outbox, (organizationId, committed) -> {}, metrics, 4, new Random());
        PublishLimits limits = new PublishLimits(
                SharedServices.config(PublishConfig.class, Map.of()),
                SharedServices.config(
                        OutboxConfig.class,
                        Map.of(
                                "carillon.outbox.max-waiting", "10",
                                "carillon.outbox.max-waiting-per-organization", "6")),
                SharedServices.config(
                        ScheduleConfig.class,
                        Map.of("carillon.schedule.max-total", "10", "carillon.schedule.max-per-organization", "6")),
                SharedServices.config(HandoverConfig.class, Map.of("carillon.handover.max-after", "90s")));
        outbox.limitTo(limits);
        metrics.leads(true);
        backlog = new Backlog(outbox, limits, metrics, now);
    }

    private void relay() {
        now += 31 * SECOND;
        backlog.before(now);
        sweep.run();
        backlog.after(sweep.left(), now);
    }

    private void publish(String organization, int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            backend.publish(organization, "t");
        }
    }

    private String bound(String organization, String later) {
        PSQLException e = catchThrowableOfType(PSQLException.class, () -> {
            try (Connection connection = backend.connect()) {
                if (later == null) {
                    Backend.publish(connection, organization, "t");
                } else {
                    Backend.publish(connection, organization, "t", later);
                }
            }
        });
        assertThat(Objects.requireNonNull(e, "no error").getSQLState()).isEqualTo("53400");
        return Objects.requireNonNull(e.getServerErrorMessage()).getConstraint();
    }

    @Test
    void organizationMayNotFillTheOutboxAlone() throws SQLException {
        // When
        publish("a", 6);
        // Then
        assertThat(bound("a", null)).isEqualTo("outbox_full_of_organization");
        publish("b", 4);
        assertThat(bound("b", null)).isEqualTo("outbox_full");
    }

    @Test
    void handOverMayWaitNoLongerThanPodsAllow() throws SQLException {
        try (Connection connection = backend.connect()) {
            // When
            PSQLException e = catchThrowableOfType(
                    PSQLException.class,
                    () -> Backend.publishHandedOver(connection, "a", "t", "{\"afterSeconds\":91}"));
            Backend.publishHandedOver(connection, "a", "t", "{\"afterSeconds\":90}");
            // Then
            assertThat(e.getSQLState()).isEqualTo("22023");
            assertThat(Objects.requireNonNull(e.getServerErrorMessage()).getColumn())
                    .isEqualTo("handover");
            assertThat(e.getServerErrorMessage().getMessage())
                    .isEqualTo("handover.afterSeconds must be a whole number from 0 to 90");
        }
    }

    @Test
    void oneTransactionIsBoundToo() throws SQLException {
        try (Connection connection = backend.connect()) {
            connection.setAutoCommit(false);
            // When
            for (int i = 0; i < 6; i++) {
                Backend.publish(connection, "a", "t");
            }
            PSQLException e = catchThrowableOfType(PSQLException.class, () -> Backend.publish(connection, "a", "t"));
            // Then
            assertThat(e.getSQLState()).isEqualTo("53400");
        }
    }

    @Test
    void relayedOutboxHasRoomAgain() throws SQLException {
        for (int round = 0; round < 4; round++) {
            // Given
            publish("a", 6);
            publish("b", 4);
            assertThat(bound("c", null)).isEqualTo("outbox_full");
            // When
            relay();
            // Then
            assertThat(sql.number("select outbox_left from relay_state")).isZero();
        }
        publish("c", 6);
    }

    @Test
    void podOfTheVersionBeforeThatRelaysWithoutTellingFillsNothing() throws SQLException {
        for (int round = 0; round < 3; round++) {
            // When
            publish("a", 5);
            publish("b", 4);
            sweep.run();
        }
        // Then
        assertThat(sql.number("select count(*) from outbox")).isZero();
    }

    @Test
    void fillIsAMetric() throws SQLException {
        // Given
        publish("a", 5);
        // When
        backlog.before(now);
        // Then
        assertThat(registry.get("carillon.outbox.fill").gauge().value()).isEqualTo(0.5);
        assertThat(registry.get("carillon.outbox.waiting").gauge().value()).isEqualTo(5);
    }

    @Test
    void scheduledOnesHaveBoundsOfTheirOwn() throws SQLException {
        try (Connection connection = backend.connect()) {
            // Given
            for (int i = 0; i < 6; i++) {
                Backend.publish(connection, "a", "t", "1 hour");
            }
            assertThat(bound("a", "1 hour")).isEqualTo("scheduled_full_of_organization");
            Backend.publish(connection, "a", "at once");
            for (int i = 0; i < 4; i++) {
                Backend.publish(connection, "b", "t", "1 hour");
            }
            assertThat(bound("c", "1 hour")).isEqualTo("scheduled_full");
            String group = sql.text("select min(group_id) from scheduled where organization_id = 'a'");
            assertThat(sql.text("select cancel_scheduled('a', " + group + ", 1, null)"))
                    .isEqualTo("t");

            // When
            relay();

            // Then
            Backend.publish(connection, "c", "t", "1 hour");
            assertThat(bound("c", "1 hour")).isEqualTo("scheduled_full");
            assertThat(registry.get("carillon.schedule.waiting").gauge().value())
                    .isEqualTo(9);
        }
    }

    @Test
    void timeMayNotHavePassedNorBeTooFarAhead() {
        assertThat(field("-1 second")).isEqualTo("deliver_at");
        assertThat(field("366 days")).isEqualTo("deliver_at");
    }

    private String field(String later) {
        PSQLException e = catchThrowableOfType(PSQLException.class, () -> {
            try (Connection connection = backend.connect()) {
                Backend.publish(connection, "a", "t", later);
            }
        });
        assertThat(e.getSQLState()).isEqualTo("22023");
        return Objects.requireNonNull(e.getServerErrorMessage()).getColumn();
    }
}
