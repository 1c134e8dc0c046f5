package dev.carillon.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Sql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class InboxTest {

    private static final String TO_ALL = ",\"audience\":\"organization\"";
    private static final String TO_EVE = ",\"userId\":\"eve\"";
    private static final String KEYED = ",\"collapseKey\":\"upload:7\"";

    @Inject
    Credentials credentials;

    private String organization;
    private ApiClient ada;
    private ApiClient eve;

    @BeforeEach
    void signIn() {
        organization = Credentials.newOrganization();
        ada = credentials.user("ada", organization);
        eve = credentials.user("eve", organization);
    }

    /** The cookie that goes along is that of the user who has signed in last in the browser. */
    @Test
    void requestThatIsMeantForAnotherCallerDoesNothing() {
        // Given
        long id = ada.created("for all", TO_ALL);
        ApiClient pageOfEve = ada.and("Carillon-Caller", organization + "/eve");

        // When
        List<ValidatableResponse> answers =
                List.of(pageOfEve.get(""), pageOfEve.patch(id, "{\"isRead\":true}"), pageOfEve.delete(id));

        // Then
        answers.forEach(answer -> answer.statusCode(409).body("code", equalTo("another_caller")));
        assertThat(ada.unread()).isEqualTo(1);
        ada.and("Carillon-Caller", organization + "/ada").get("").statusCode(200);
    }

    @Test
    void pagesGoFromNewestToOldestWithoutGapOrRepeat() {
        // Given
        List<Long> created = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            created.add(0, ada.created("n" + i, i % 2 == 0 ? "" : TO_ALL));
            ada.created("hers", TO_EVE);
        }

        // When
        List<Long> listed = new ArrayList<>(ada.ids("?limit=2"));
        listed.addAll(ada.ids("?limit=2&before=" + listed.get(1)));
        listed.addAll(ada.ids("?limit=2&before=" + listed.get(3)));

        // Then
        assertThat(listed).isEqualTo(created);
        ada.get("?limit=2&before=" + listed.get(2)).body("nextBefore", nullValue());
        ada.get("?limit=2").body("nextBefore", equalTo(listed.get(1).intValue()));
    }

    @Test
    void organizationNotificationIsReadByEachUserSeparately() {
        // Given
        long id = ada.created("for all", TO_ALL);

        // When
        ada.patch(id, "{\"isRead\":true}").statusCode(200).body("isRead", equalTo(true));

        // Then
        assertThat(ada.unread()).isZero();
        assertThat(eve.unread()).isEqualTo(1);
        eve.get("/" + id).body("isRead", equalTo(false));
    }

    @Test
    void readingThroughAPositionLeavesWhatCameAfterIt() {
        // Given
        long first = ada.created("a", "");
        long second = ada.created("b", TO_ALL);
        long third = ada.created("c", "");
        ada.patch(first, "{\"isRead\":false}").statusCode(200);

        // When
        ada.post("/read", "{\"ids\":[],\"through\":" + second + "}")
                .statusCode(200)
                .body("count", equalTo(1));

        // Then
        assertThat(ada.ids("?unread=true")).containsExactly(third);
    }

    @Test
    void aPositionBeyondTheHeadDoesNotReadTheFuture() {
        // Given
        ada.created("a", "");
        ada.post("/read", "{\"through\":1000000}").statusCode(200).body("count", equalTo(0));

        // When
        long later = ada.created("b", "");

        // Then
        assertThat(ada.ids("?unread=true")).containsExactly(later);
    }

    @Test
    void unreadMarkCountsBehindTheWatermark() {
        // Given
        long first = ada.created("a", "");
        long second = ada.created("b", "");
        ada.post("/read", "{\"through\":" + second + "}").statusCode(200);

        // When
        ada.patch(first, "{\"isRead\":false}").statusCode(200);

        // Then
        assertThat(ada.unread()).isEqualTo(1);
        assertThat(ada.ids("?unread=true")).containsExactly(first);
    }

    @Test
    void manyAreReadByTheirIdsAndForeignOnesArePassedOver() {
        // Given
        long mine = ada.created("a", "");
        long hers = ada.created("b", TO_EVE);

        // When
        ada.post("/read", "{\"ids\":[" + mine + "," + hers + ",999]}")
                .statusCode(200)
                .body("count", equalTo(0));

        // Then
        assertThat(eve.unread()).isEqualTo(1);
        ada.post("/read", "{\"ids\":[" + hers + "]}").statusCode(404);
    }

    @Test
    void aCountSaysWhichNotificationsItIncludes() {
        // Given
        long before = ada.created("a", "");
        ada.get("/unread").body("upTo", equalTo((int) before));

        // When
        long notHers = ada.created("b", TO_EVE);

        // Then
        ada.get("/unread").body("upTo", equalTo((int) notHers));
        ada.post("/read", "{\"ids\":[" + before + "]}").body("upTo", equalTo((int) notHers));
    }

    @Test
    void seenNotificationStaysUnreadAndIsSeenByThatUserOnly() {
        // Given
        ada.created("a", TO_ALL);
        long second = ada.created("b", TO_ALL);
        long third = ada.created("c", TO_ALL);

        // When
        ada.post("/seen", "{\"through\":" + second + "}")
                .statusCode(200)
                .body("count", equalTo(3))
                .body("unseen", equalTo(1))
                .body("seenThrough", equalTo((int) second));

        // Then
        ada.get("/" + second).body("isSeen", equalTo(true)).body("isRead", equalTo(false));
        ada.get("/" + third).body("isSeen", nullValue());
        ada.get("/unread").body("count", equalTo(3)).body("unseen", equalTo(1));
        eve.get("/unread").body("unseen", equalTo(3)).body("seenThrough", equalTo(0));
    }

    @Test
    void notificationThatWasReadOrMarkedWasSeen() {
        // Given
        long first = ada.created("a", "");
        long second = ada.created("b", "");
        ada.created("c", "");
        ada.patch(second, "{\"isRead\":true}").statusCode(200);

        // When
        ada.patch(second, "{\"isRead\":false}").statusCode(200);

        // Then
        ada.get("/unread").body("count", equalTo(3)).body("unseen", equalTo(2));
        ada.post("/read", "{\"through\":" + first + "}")
                .body("unseen", equalTo(1))
                .body("seenThrough", equalTo((int) first));
    }

    @Test
    void onlyNewsRaisesTheVersion() {
        // Given
        ada.post("/seen", "{\"through\":5}").statusCode(200).body("version", equalTo(0));
        long id = ada.created("a", "");
        ada.created("b", "");
        ada.post("/seen", "{\"through\":9}").body("seenThrough", equalTo(2));
        long version = ada.version();

        // When
        ada.post("/seen", "{\"through\":" + id + "}").statusCode(200).body("seenThrough", equalTo(2));
        ada.post("/seen", "{\"through\":9}").statusCode(200);

        // Then
        assertThat(ada.version()).isEqualTo(version);
        ada.post("/seen", "{}").statusCode(400).body("errors[0].field", equalTo("through"));
        ada.post("/seen", "{\"through\":-1}").statusCode(400);
    }

    @Test
    void everyChangeAndNewNotificationRaisesTheVersion() {
        // Given
        List<Long> versions = new ArrayList<>(List.of(ada.version()));

        // When
        long id = ada.created("a", "");
        versions.add(ada.version());
        ada.patch(id, "{\"isRead\":true}");
        versions.add(ada.version());
        ada.post("/read", "{\"through\":" + id + "}");
        versions.add(ada.version());
        ada.delete(id);
        versions.add(ada.version());

        // Then
        assertThat(versions).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theArchiveHoldsWhatTheInboxDoesNot() {
        // Given
        long kept = ada.created("a", "");
        long archived = ada.created("b", TO_ALL);

        // When
        ada.patch(archived, "{\"isArchived\":true}").statusCode(200).body("isArchived", equalTo(true));

        // Then
        assertThat(ada.ids("")).containsExactly(kept);
        assertThat(ada.ids("?archived=true")).containsExactly(archived);
        assertThat(ada.ids("?archived=true&unread=true")).containsExactly(archived);
        assertThat(ada.unread()).isEqualTo(1);
        assertThat(eve.ids("")).containsExactly(archived);
        ada.patch(archived, "{\"isArchived\":false}").statusCode(200).body("isArchived", nullValue());
        assertThat(ada.ids("")).containsExactly(archived, kept);
    }

    @Test
    void deletingTakesItOutOfOneInboxOnly() {
        // Given
        long id = ada.created("a", TO_ALL);

        // When
        ada.delete(id).statusCode(204);

        // Then
        assertThat(ada.ids("")).isEmpty();
        ada.get("/" + id).statusCode(404);
        ada.delete(id).statusCode(404);
        assertThat(eve.ids("")).containsExactly(id);
    }

    @Test
    void aNewerOneWithTheSameKeyTakesThePlaceOfAnUnreadOne() {
        // Given
        ada.created("10 %", KEYED);
        long toEve = ada.created("10 %", KEYED + TO_EVE);

        // When
        long newer = ada.created("20 %", KEYED);

        // Then
        assertThat(ada.ids("")).containsExactly(newer);
        assertThat(ada.ids("?unread=true")).containsExactly(newer);
        assertThat(ada.unread()).isEqualTo(1);
        assertThat(eve.ids("")).containsExactly(toEve);
    }

    /** A page knows by the audience which of those that it shows gives way. */
    @Test
    void oneToEverybodyAndOneToAUserDoNotReplaceEachOther() {
        // Given
        ada.created("10 %", KEYED);
        long toAll = ada.created("20 %", KEYED + TO_ALL);
        long newer = ada.created("30 %", KEYED);

        // Then
        assertThat(ada.ids("")).containsExactly(newer, toAll);
        assertThat(ada.unread()).isEqualTo(2);
        ada.get("")
                .body("notifications[0].audience", nullValue())
                .body("notifications[1].audience", equalTo("organization"));
    }

    @Test
    void notificationReadBeforeItsSuccessorStaysListed() {
        // Given
        long read = ada.created("10 %", KEYED);
        ada.patch(read, "{\"isRead\":true}").statusCode(200);

        // When
        long newer = ada.created("20 %", KEYED);

        // Then
        assertThat(ada.ids("")).containsExactly(newer, read);
        assertThat(ada.unread()).isEqualTo(1);
    }

    @Test
    void organizationNotificationIsReplacedForUsersWhoHaveNotReadIt() {
        // Given
        long older = ada.created("10 %", KEYED + TO_ALL);
        ada.patch(older, "{\"isRead\":true}").statusCode(200);

        // When
        long newer = ada.created("20 %", KEYED + TO_ALL);
        eve.patch(older, "{\"isRead\":true}").statusCode(200);

        // Then
        assertThat(ada.ids("")).containsExactly(newer, older);
        assertThat(eve.ids("")).containsExactly(newer);
        assertThat(eve.unread()).isEqualTo(1);
    }

    @Test
    void replacedNotificationDoesNotReturnWhenRead() {
        // Given
        long replaced = ada.created("10 %", KEYED);
        long newer = ada.created("20 %", KEYED);

        // When
        ada.post("/read", "{\"ids\":[" + replaced + "]}").statusCode(200);
        ada.post("/read", "{\"through\":" + newer + "}").statusCode(200);

        // Then
        assertThat(ada.ids("")).containsExactly(newer);
    }

    @Test
    void expiredNotificationIsInNoListAndNoCount() {
        // Given
        long expired = ada.created("a", ",\"expiresAt\":\"2999-01-01T00:00:00Z\"");
        long current = ada.created("b", ",\"expiresAt\":\"2999-01-01T00:00:00Z\"");

        // When
        String expire = "update notification set expires_at = now() where organization_id = ? and id = ?";
        Sql.ofOwner().run(expire, organization, expired);

        // Then
        assertThat(ada.ids("")).containsExactly(current);
        assertThat(ada.unread()).isEqualTo(1);
        ada.get("/" + expired).statusCode(404);
    }

    @Test
    void typesAreFilteredByNameAndByPrefix() {
        // Given
        long created = ada.created("a", "");
        long session = ada.post("", "{\"type\":\"session_created\",\"title\":\"t\",\"message\":\"m\"}")
                .extract()
                .jsonPath()
                .getLong("id");
        ada.post("", "{\"type\":\"sessionXcreated\",\"title\":\"t\",\"message\":\"m\"}");

        // When
        List<Long> listed = ada.ids("?type=session_*,test");

        // Then
        assertThat(listed).containsExactly(session, created);
    }

    @Test
    void strangersAreToldThatThereIsNothing() {
        // Given
        long hers = ada.created("a", TO_EVE);
        ApiClient stranger = credentials.user("eve", Credentials.newOrganization());

        // When
        List<ApiClient> others = List.of(ada, stranger);

        // Then
        for (ApiClient other : others) {
            other.get("/" + hers).statusCode(404).contentType("application/problem+json");
            other.patch(hers, "{\"isRead\":true}").statusCode(404);
            other.delete(hers).statusCode(404);
            assertThat(other.ids("")).isEmpty();
        }
        assertThat(eve.unread()).isEqualTo(1);
    }

    @Test
    void faultyParametersAreNamed() {
        // Given
        List<String> faulty = List.of("?limit=0", "?limit=101", "?limit=x", "?before=0", "?unread=1", "?type=a%20b");

        // When
        for (String query : faulty) {
            String field = query.substring(1, query.indexOf('='));

            // Then
            ada.get(query)
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("errors[0].field", equalTo(field));
        }
        ada.patch(1, "{}").statusCode(400);
        ada.post("/read", "{}").statusCode(400);
        ada.post("/read", "{\"ids\":[1],\"through\":1}").statusCode(400);
        ada.post("/read", "{\"ids\":[]}").statusCode(400);
        ada.post("/read", "{\"ids\":[null]}").statusCode(400);
    }
}
