package dev.carillon.sent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Sql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class SentTest {

    private static final String TO_ADA = ",\"userId\":\"ada\"";
    private static final String TO_ALL = ",\"audience\":\"organization\"";

    @Inject
    Credentials credentials;

    private String organization;
    private ApiClient ada;
    private ApiClient backend;

    @BeforeEach
    void signIn() {
        organization = Credentials.newOrganization();
        ada = credentials.user("ada", organization);
        backend = credentials.backend(organization);
    }

    @Test
    void keyListsReadsUpdatesAndRecallsWhatItHasSentToUsers() {
        // Given
        long kept = backend.created("old", TO_ADA + ",\"data\":{\"a\":1},\"actionUrl\":\"/a\",\"collapseKey\":\"k\"");
        long recalled = backend.created("secret", TO_ADA);

        // When
        backend.post("/" + kept + "/update", "{\"title\":\"new\",\"message\":\"text\"}")
                .statusCode(200);
        backend.post("/" + recalled + "/recall", "").statusCode(200);

        // Then
        assertThat(ids(backend)).containsExactly(kept);
        get(backend, "/" + kept)
                .statusCode(200)
                .body("id", equalTo((int) kept))
                .body("userId", equalTo("ada"))
                .body("audience", nullValue())
                .body("sender", startsWith("key:"))
                .body("title", equalTo("new"))
                .body("message", equalTo("text"))
                .body("data", nullValue())
                .body("collapseKey", equalTo("k"))
                .body("createdAt", notNullValue())
                .body("updatedAt", notNullValue());
        get(backend, "/" + recalled).statusCode(404);
    }

    @Test
    void pagesGoByIdThroughEverythingThatAnybodyOfTheOrganizationHasSent() {
        // Given
        long first = ada.created("of ada", "");
        long second = backend.created("of the key", TO_ALL);
        long third = credentials.backend(organization).created("of another key", TO_ADA);

        // When
        get(backend, "?limit=2")
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("notifications.id", contains((int) third, (int) second))
                .body("notifications.audience", contains(nullValue(), equalTo("organization")))
                .body("nextBefore", equalTo((int) second));

        // Then
        get(credentials.admin(organization), "?before=" + second)
                .statusCode(200)
                .body("notifications.id", contains((int) first))
                .body("notifications[0].sender", equalTo("ada"))
                .body("nextBefore", nullValue());
    }

    @Test
    void expiredNotificationsAreNotListed() {
        // Given
        long id = backend.created("for a moment", TO_ADA + ",\"expiresAt\":\"2099-01-01T00:00:00Z\"");
        get(backend, "/" + id).statusCode(200).body("expiresAt", equalTo("2099-01-01T00:00:00.000Z"));

        // When
        Sql.ofOwner().run("update notification set expires_at = now() where organization_id = ?", organization);

        // Then
        assertThat(ids(backend)).isEmpty();
        get(backend, "/" + id).statusCode(404);
    }

    @Test
    void othersAreRejected() {
        // Given
        long id = backend.created("secret", TO_ADA);
        ApiClient stranger = credentials.backend(Credentials.newOrganization());

        // Then
        for (String path : List.of("", "/" + id)) {
            get(ada, path).statusCode(403);
            get(ApiClient.nobody(), path).statusCode(401);
        }
        assertThat(ids(stranger)).isEmpty();
        get(stranger, "/" + id).statusCode(404);
    }

    @Test
    void wrongParametersAreNamed() {
        get(backend, "?limit=101").statusCode(400).body("errors[0].field", equalTo("limit"));
        get(backend, "?before=x").statusCode(400).body("errors[0].field", equalTo("before"));
    }

    private static List<Long> ids(ApiClient caller) {
        return get(caller, "").statusCode(200).extract().jsonPath().getList("notifications.id", Long.class);
    }

    private static ValidatableResponse get(ApiClient caller, String pathAndQuery) {
        return caller.request().get("/api/sent" + pathAndQuery).then();
    }
}
