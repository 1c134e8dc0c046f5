package dev.carillon.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.tenancy.ReservedOrganization;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A pod whose canary runs, on a real PostgreSQL and Redis. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
@TestProfile(CanaryTest.Running.class)
class CanaryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    MeterRegistry registry;

    @Inject
    Credentials credentials;

    @Test
    void ownNotificationsAreShownAgainAndAgain() {
        // Given
        double before = rounds("shown");
        // When
        await().atMost(PATIENCE).until(() -> rounds("shown") >= before + 3);
        // Then
        assertThat(registry.get("carillon.canary.age").gauge().value()).isLessThan(PATIENCE.toSeconds());
        assertThat(registry.get("carillon.canary.delay").timer().count()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void ownClientIsNotCounted() {
        // Given
        double before = rounds("shown");
        // When
        await().atMost(PATIENCE).until(() -> rounds("shown") > before);
        // Then
        assertThat(registry.get("carillon.clients").gauge().value()).isZero();
    }

    @Test
    void createsThatHangAreFailuresUntilTheyPassAgain() throws SQLException {
        // Given
        await().atMost(PATIENCE).until(() -> rounds("shown") > 0);
        double failed = rounds("failed");
        try (Connection other = SharedServices.database().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            // When
            statement.execute("select id from organization where id = '~canary' for update");
            await().atMost(PATIENCE).until(() -> rounds("failed") > failed);
            other.rollback();
        }
        // Then
        double shown = rounds("shown");
        await().atMost(PATIENCE).until(() -> rounds("shown") > shown);
    }

    @Test
    void databaseKeepsTheNewestOnly() throws SQLException {
        // Given
        await().atMost(PATIENCE).until(() -> number("select count(*) from notification") > 3);
        // When
        long deleted = number("select trim_canary(2)");
        // Then
        assertThat(deleted).isPositive();
        assertThat(number("select count(*) from notification where id <= (select max(id) - 2 from notification)"))
                .isZero();
        double shown = rounds("shown");
        await().atMost(PATIENCE).until(() -> rounds("shown") > shown);
    }

    @Test
    void nobodyCanSignInToTheReservedOrganization() {
        // Given
        Credentials.Session session = credentials.session("26", ReservedOrganization.CANARY);
        // Then
        session.client().get("/unread").statusCode(401);
    }

    private double rounds(String outcome) {
        return registry.get("carillon.canary.rounds")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    /** As the owner, in the reserved organization. */
    private static long number(String sql) throws SQLException {
        try (Connection connection = SharedServices.database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set carillon.organization = '" + ReservedOrganization.CANARY + "'");
            try (ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Rounds follow one another quickly. */
    public static final class Running implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "carillon.canary.enabled", "true",
                    "carillon.canary.every", "1s",
                    "carillon.canary.limit", "900ms");
        }
    }
}
