package dev.carillon.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.sse.Cursor;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.Sql;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The stored clients of a user: their number, their owner, and the removal of stale ones. */
@IdentityTest
class ClientPositionsTest {

    private static final int MAX_PER_USER = 100;

    @Inject
    Credentials credentials;

    @Inject
    ClientPositions positions;

    private final String organization = "places-" + UUID.randomUUID();

    @Test
    void clientIdUsedByAColleagueDoesNotLockItsOwnerOut() {
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
        Cursor at = at(id);
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
        Cursor at = at(id);
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
    void sweepGoesOnUntilNothingOldIsLeft() {
        // Given
        int rows = 2500;
        int inserted = Sql.ofOwner().run("""
                        insert into client_place
                            (organization_id, user_id, client_id, epoch, since, acknowledged, seen_at)
                        select ?, 'old', 'c' || n, '00000000', 0, 0, clock_timestamp() - interval '31 days'
                        from generate_series(1, ?) n
                        """, organization, rows);
        assertThat(inserted).isEqualTo(rows);
        // When
        positions.forgetOld();
        // Then
        assertThat(Sql.ofOwner().number("select count(*) from client_place where organization_id = ?", organization))
                .isZero();
    }

    /** After a fork the log has another notification there. */
    @Test
    void positionThatIsNoLongerInTheLogGivesWay() {
        // Given
        long id = create(user("1"));
        create(user("1"));
        Cursor valid = at(id);
        Cursor beyond = at(id + 1);
        positions.acknowledge(organization, "tab", "1", beyond);
        Sql.ofOwner()
                .run(
                        "update notification set mark = mark # 1 where organization_id = ? and id = ?",
                        organization,
                        id + 1);

        // When
        boolean ofTheFork = positions.acknowledge(organization, "other", "1", beyond);
        List<Delivery> shown = positions.deliveries(organization, id + 1, "1", 10);
        boolean ofTheLog = positions.acknowledge(organization, "tab", "1", valid);

        // Then
        assertThat(ofTheFork).isFalse();
        assertThat(shown).extracting(Delivery::acknowledged).containsExactly(false);
        assertThat(ofTheLog).isTrue();
        assertThat(positions.find(organization, "tab", "1"))
                .map(ClientPosition::acknowledged)
                .contains(valid);
    }

    @Test
    void positionsOnlyGoForward() {
        // Given
        long id = create(user("1"));
        Cursor before = at(id);
        Cursor after = at(create(user("1")));
        positions.acknowledge(organization, "tab", "1", after);

        // When
        positions.acknowledge(organization, "tab", "1", before);
        positions.register(organization, "tab", "1", before);

        // Then
        assertThat(positions.find(organization, "tab", "1"))
                .map(ClientPosition::acknowledged)
                .contains(after);
    }

    private ApiClient user(String user) {
        return credentials.user(user, organization);
    }

    private static long create(ApiClient as) {
        return as.created(Map.of("audience", "organization"));
    }

    private int acknowledge(ApiClient as, String client, long id) {
        return as.post("/ack", Map.of("clientId", client, "id", at(id).toString()))
                .extract()
                .statusCode();
    }

    private Cursor at(long id) {
        int mark = (int) Sql.ofOwner()
                .number("select mark from notification where organization_id = ? and id = ?", organization, id);
        return new Cursor(mark, id);
    }
}
