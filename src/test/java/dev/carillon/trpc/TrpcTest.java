package dev.carillon.trpc;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Sql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class TrpcTest {

    private static final String CREATE = "{\"type\":\"test\",\"title\":\"Test SSE\",\"message\":\"Vérification\"}";

    @Inject
    Credentials credentials;

    private ApiClient ada;

    @BeforeEach
    void signIn() {
        ada = credentials.user("ada", Credentials.newOrganization());
    }

    @Test
    void theDocumentedCurlCreatesANotification() {
        // Given
        RequestSpecification curl = json(CREATE);

        // When
        var answer = curl.post("/api/trpc/notifications.create").then();

        // Then
        answer.statusCode(200)
                .body("result.data.id", equalTo(1))
                .body("result.data.title", equalTo("Test SSE"))
                .body("result.data.isRead", equalTo(false));
    }

    @Test
    void createSaysWhenItIsHandedOver() {
        // Given
        String organization = Credentials.newOrganization();
        ada = credentials.user("ada", organization);
        String body = CREATE.replace("}", ",\"handover\":%s}");

        // When
        json(body.formatted("{\"afterSeconds\":60}"))
                .post("/api/trpc/notifications.create")
                .then()
                .statusCode(200)
                .body("result.data.title", equalTo("Test SSE"))
                .body("result.data.handover", nullValue());
        json(body.formatted("{\"never\":true}"))
                .post("/api/trpc/notifications.create")
                .then()
                .statusCode(200);

        // Then
        assertThat(Sql.ofOwner()
                        .list(
                                "select notification_id || ' ' || coalesce(after_seconds, -1) from handover_wish"
                                        + " where organization_id = ? order by 1",
                                organization))
                .containsExactly("1 60", "2 -1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | handover must have afterSeconds or never, and not both",
                "{\"never\":false} | handover.never must be true",
                "{\"afterSeconds\":-1} | handover.afterSeconds must be a whole number from 0 to 2592000",
                "{\"after\":1} | handover.after is unknown or has the wrong type"
            })
    void handOverThatCannotBeOneIsNamed(String handover, String fault) {
        json(CREATE.replace("}", ",\"handover\":" + handover + "}"))
                .post("/api/trpc/notifications.create")
                .then()
                .statusCode(400)
                .body("error.message", equalTo(fault));
    }

    @Test
    void aBatchWithDifferentOutcomesIsA207() {
        // Given
        RequestSpecification batch =
                signedIn().queryParam("batch", 1).queryParam("input", "{\"0\":{\"limit\":5},\"1\":{\"limit\":0}}");

        // When
        var answer =
                batch.get("/api/trpc/notifications.list,notifications.list").then();

        // Then
        answer.statusCode(207)
                .body("[0].result.data", hasSize(0))
                .body("[1].error.code", equalTo(-32600))
                .body("[1].error.data.code", equalTo("BAD_REQUEST"))
                .body("[1].error.data.path", equalTo("notifications.list"));
    }

    @Test
    void queryTakesBothMethodsAndMutationOnlyPost() {
        // Given
        String query = "/api/trpc/notifications.unread";
        String mutation = "/api/trpc/notifications.markAllAsRead";

        // When
        var posted = json("{}").post(query).then();
        var got = signedIn().get(mutation).then();

        // Then
        posted.statusCode(200).body("result.data", hasSize(0));
        got.statusCode(405)
                .body("error.code", equalTo(-32005))
                .body("error.data.code", equalTo("METHOD_NOT_SUPPORTED"));
    }

    @Test
    void inputThatIsNotJsonIsRejected() {
        // Given
        RequestSpecification form = signedIn().contentType("text/plain").body(CREATE);

        // When
        var rejected = form.post("/api/trpc/notifications.create").then();
        var broken = json("{").post("/api/trpc/notifications.create").then();

        // Then
        rejected.statusCode(415).body("error.data.code", equalTo("UNSUPPORTED_MEDIA_TYPE"));
        broken.statusCode(400).body("error.code", equalTo(-32700));
    }

    @Test
    void anonymousCallerGetsA401InTheFormOfTrpc() {
        // Given
        RequestSpecification anonymous = given().contentType("application/json").body(CREATE);

        // When
        var answer = anonymous.post("/api/trpc/notifications.create").then();

        // Then
        answer.statusCode(401)
                .body("error.code", equalTo(-32001))
                .body("error.data.httpStatus", equalTo(401))
                .body("error.data.code", equalTo("UNAUTHORIZED"));
    }

    private RequestSpecification signedIn() {
        return given().headers(ada.headers());
    }

    private RequestSpecification json(String body) {
        return signedIn().contentType("application/json").body(body);
    }
}
