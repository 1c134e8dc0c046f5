package dev.carillon.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.sse.Cursor;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.IdentityTest;
import io.agroal.api.AgroalDataSource;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How many clients a user may have, whose they are, and that the old ones go. */
@IdentityTest
class ClientPlacesTest {

    private static final int MAX_PER_USER = 100;

    @Inject
    Credentials credentials;

    @Inject
    ClientPositions positions;

    @Inject
    AgroalDataSource dataSource;

    private final String organization = "places-" + UUID.randomUUID();

    @Test
    void whoeverUsesAColleaguesClientFirstDoesNotLockItsOwnerOut() {
        // Given
        ApiClient owner = user("26");
        ApiClient colleague = user("27");
        long id = create(owner);
        // When
        int first = acknowledge(colleague, "26-web", id);
        // Then
        assertThat(first).isEqualTo(204);
        assertThat(acknowledge(owner, "26-web", id)).isEqualTo(204);
        assertThat(positions.find(organization, "26-web", "26")).isPresent();
    }

    @Test
    void userWithManyClientsKeepsTheNewestOnly() {
        // Given
        long id = create(user("1"));
        Cursor at = new Cursor(epoch(), id);
        assertThat(positions.acknowledge(organization, "other", "2", at)).isTrue();
        // When
        for (int i = 0; i < MAX_PER_USER + 40; i++) {
            assertThat(positions.acknowledge(organization, "made-up-" + i, "1", at))
                    .isTrue();
            positions.register(organization, "listening-" + i, "3", at);
        }
        // Then
        assertThat(positions.deliveries(organization, id, "1", 1000)).hasSize(MAX_PER_USER);
        assertThat(positions.find(organization, "made-up-" + (MAX_PER_USER + 39), "1"))
                .isPresent();
        assertThat(positions.find(organization, "made-up-0", "1")).isEmpty();
        assertThat(positions.find(organization, "listening-39", "3")).isEmpty();
        assertThat(positions.find(organization, "listening-40", "3")).isPresent();
        assertThat(positions.find(organization, "other", "2")).isPresent();
    }

    @Test
    void madeUpClientsOfOneUserDoNotHideThoseOfOthers() {
        // Given
        long id = create(user("1"));
        Cursor at = new Cursor(epoch(), id);
        for (int i = 0; i < 50; i++) {
            positions.acknowledge(organization, "made-up-" + i, "a-first", at);
        }
        positions.acknowledge(organization, "only", "z-last", at);
        // When
        List<Delivery> shown = positions.deliveries(organization, id, null, 10);
        // Then
        assertThat(shown).extracting(Delivery::userId).contains("z-last");
    }

    @Test
    void sweepGoesOnUntilNothingOldIsLeft() throws SQLException {
        // Given
        long rows = 2500;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                        insert into client_place
                            (organization_id, user_id, client_id, epoch, since, acknowledged, seen_at)
                        select ?, 'old', 'c' || n, 'e', 0, 0, clock_timestamp() - interval '31 days'
                        from set_config('carillon.organization', ?, true), generate_series(1, ?) n
                        """)) {
            insert.setString(1, organization);
            insert.setString(2, organization);
            insert.setLong(3, rows);
            assertThat(insert.executeUpdate()).isEqualTo((int) rows);
        }
        // When
        positions.forgetOld();
        // Then
        assertThat(count()).isZero();
    }

    private long count() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        select count(p.client_id) from set_config('carillon.organization', ?, true) s
                        left join client_place p on p.organization_id = ?
                        """)) {
            select.setString(1, organization);
            select.setString(2, organization);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private ApiClient user(String user) {
        return credentials.user(user, organization);
    }

    private static long create(ApiClient as) {
        return as.created(Map.of("audience", "organization"));
    }

    private int acknowledge(ApiClient as, String client, long id) {
        return as.post("/ack", Map.of("clientId", client, "id", epoch() + "-" + id))
                .extract()
                .statusCode();
    }

    private String epoch() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("select history_epoch()");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
