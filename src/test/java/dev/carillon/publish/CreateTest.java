package dev.carillon.publish;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Sql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class CreateTest {

    private final String organization = "org-" + UUID.randomUUID();

    @Inject
    Credentials credentials;

    private ApiClient ada;

    @BeforeEach
    void signIn() {
        ada = credentials.user("26", organization);
    }

    @Test
    void createRequestIsAnsweredWithTheNotificationOfTheExpressApplication() {
        ada.post("", "{\"type\":\"test\",\"title\":\"Test SSE\",\"message\":\"Vérification broadcast temps réel\"}")
                .statusCode(201)
                .header("Location", equalTo("notifications/1"))
                .header("Cache-Control", "no-store")
                .body("id", equalTo(1))
                .body("title", equalTo("Test SSE"))
                .body("message", equalTo("Vérification broadcast temps réel"))
                .body("actionUrl", nullValue())
                .body("isRead", equalTo(false))
                .body("createdAt", matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));
    }

    /** As JSON writers of Python, PHP and others escape them: six bytes a character. */
    @Test
    void largestNotificationIsTakenHoweverItIsEscaped() {
        // Given
        String body = "{\"type\":\"t\",\"title\":\"" + "\\u8a9e".repeat(256) + "\",\"message\":\""
                + "\\u8a9e".repeat(16_384) + "\",\"actionUrl\":\"/" + "\\u8a9e".repeat(2_047)
                + "\",\"data\":{\"a\":\"" + "\\u00e9".repeat(8_000) + "\"},\"userIds\":["
                + "\"u\",".repeat(999) + "\"" + "u".repeat(64) + "\"]}";

        // When
        var answer = ada.post("", body);

        // Then
        assertThat(body.length()).isGreaterThan(160_000);
        answer.statusCode(201);
    }

    @Test
    void numbersOfDataKeepTheirDigits() {
        // Given
        String data =
                "{\"a\":0.1234567890123456789,\"b\":12345678901234567.25,\"c\":1.10,\"d\":123456789012345678901234}";

        // When
        String answer = ada.post("", "{\"type\":\"t\",\"title\":\"t\",\"message\":\"m\",\"data\":" + data + "}")
                .statusCode(201)
                .extract()
                .asString();

        // Then
        assertThat(answer).contains("\"data\":" + data);
        assertThat(ada.get("/1").extract().asString()).contains("\"data\":" + data);
    }

    /** Clients generated from the description begin with empty lists. */
    @Test
    void emptyListOfUsersCountsAsLeftOut() {
        // When
        var one = ada.post("", "{\"type\":\"t\",\"title\":\"t\",\"message\":\"m\",\"userId\":\"7\",\"userIds\":[]}");

        // Then
        one.statusCode(201).body("id", equalTo(1));
    }

    @Test
    void userIdMayBeANumberAsInTheExpressApplication() {
        ada.post("", "{\"type\":\"t\",\"title\":\"t\",\"message\":\"\",\"userId\":7}")
                .statusCode(201);
        assertThat(Sql.ofOwner().text("select user_id from notification where organization_id = ?", organization))
                .isEqualTo("7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'title':'t','message':'m'}                                            | type",
                "{'type':'t','message':'m'}                                             | title",
                "{'type':'t','title':'t'}                                               | message",
                "{'type':'t','title':' ','message':'m'}                                 | title",
                "{'type':'a b','title':'t','message':'m'}                               | type",
                "{'type':1,'title':'t','message':'m'}                                   | type",
                "{'type':'t','title':{},'message':'m'}                                  | title",
                "{'type':'t','title':'t','message':true}                                | message",
                "{'type':'t','title':'t','message':'m','userId':'a b'}                  | userId",
                "{'type':'t','title':'t','message':'m','userId':1.5}                    | userId",
                "{'type':'t','title':'t','message':'m','userId':''}                     | userId",
                "{'type':'t','title':'t','message':'m','userID':'7'}                    | userID",
                "{'type':'t','title':'t','message':'m','audience':'all'}                | audience",
                "{'type':'t','title':'t','message':'m','audience':'organization','userId':1} | audience",
                "{'type':'t','title':'t','message':'m','actionUrl':'javascript:alert(1)'} | actionUrl",
                "{'type':'t','title':'t','message':'m','actionUrl':'//evil.example'}    | actionUrl",
            })
    void aFieldAtFaultIsNamedAndNothingIsWritten(String body, String field) {
        ada.post("", body.replace('\'', '"'))
                .statusCode(400)
                .contentType("application/problem+json")
                .body("status", equalTo(400))
                .body("errors.field", hasItem(field));
        assertThat(rows()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/json | x          | 400",
                "application/json | [1]        | 400",
                "application/json | \"text\"   | 400",
                "application/json | null       | 400",
                "application/json | ``         | 400",
                "application/json | {\"type\": | 400",
                "text/plain       | x          | 415",
                "application/xml  | <a/>       | 415",
            })
    void malformedBodyGetsAProblemAndNothingIsWritten(String mediaType, String body, int status) {
        given().headers(ada.headers())
                .header("Content-Type", mediaType)
                .body(body)
                .post("/api/notifications")
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status));
        assertThat(rows()).isZero();
    }

    @Test
    void tooLongTextsAndBodiesAreRejected() {
        ada.post("", "{\"type\":\"t\",\"title\":\"" + "x".repeat(257) + "\",\"message\":\"m\"}")
                .statusCode(400)
                .body("errors.field", hasItem("title"));
        ada.post("", "{\"type\":\"t\",\"title\":\"t\",\"message\":\"" + "x".repeat(16_385) + "\"}")
                .statusCode(400)
                .body("errors.field", hasItem("message"));
        ada.post("", "{\"type\":\"t\",\"title\":\"t\",\"message\":\"" + "x".repeat(270_000) + "\"}")
                .statusCode(413)
                .contentType("application/problem+json");
        assertThat(rows()).isZero();
    }

    @Test
    void withoutASessionNobodyCreatesAnything() {
        ApiClient.nobody()
                .post("", "{\"type\":\"t\",\"title\":\"t\",\"message\":\"m\"}")
                .statusCode(401)
                .contentType("application/json")
                .body(equalTo("{\"error\":\"Unauthorized\"}"));
        String cookie = credentials.session("26", organization).cookie();
        ApiClient forger = ApiClient.withCookie(cookie.substring(0, cookie.length() - 2) + "xx");
        forger.post("", "{\"type\":\"t\",\"title\":\"t\",\"message\":\"m\"}").statusCode(401);
        assertThat(rows()).isZero();
    }

    @Test
    void textThatUtf8CannotHoldIsReplacedNotRejected() {
        ada.post("", "{\"type\":\"t\",\"title\":\"a\\u0000b\",\"message\":\"\\ud83c lone\"}")
                .statusCode(201)
                .body("title", equalTo("a\uFFFDb"))
                .body("message", equalTo("\uFFFD lone"));
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void theSameKeyAnswersTheSameOnceAndRejectsAnotherBody() {
        String body = "{\"type\":\"t\",\"title\":\"t\",\"message\":\"m\"}";
        String first = ada.and("Idempotency-Key", "k-1")
                .post("", body)
                .statusCode(201)
                .extract()
                .asString();
        ada.and("Idempotency-Key", "k-1")
                .post("", body)
                .statusCode(201)
                .header("Idempotency-Replayed", "true")
                .body(equalTo(first));
        ada.and("Idempotency-Key", "k-1")
                .post("", body.replace("\"m\"", "\"other\""))
                .statusCode(409)
                .contentType("application/problem+json");
        ada.and("Idempotency-Key", "é").post("", body).statusCode(400);
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void expiryThatIsInTheYear10000OfUtcIsRejectedLikeAnyOtherBadField() {
        ada.post("", "{\"type\":\"t\",\"title\":\"t\",\"message\":\"m\",\"expiresAt\":\"9999-12-31T23:59:59-18:00\"}")
                .statusCode(400)
                .body("errors[0].field", equalTo("expiresAt"));
        assertThat(rows()).isEqualTo(0);
    }

    @Test
    void sameKeyForABodyThatOnlyReadsTheSameIsRejected() {
        ada.and("Idempotency-Key", "k-2")
                .post("", "{\"type\":\"t\",\"title\":\"a, message=b\",\"message\":\"c\"}")
                .statusCode(201);
        ada.and("Idempotency-Key", "k-2")
                .post("", "{\"type\":\"t\",\"title\":\"a\",\"message\":\"b, message=c\"}")
                .statusCode(409);
        assertThat(rows()).isEqualTo(1);
    }

    private long rows() {
        return Sql.ofOwner().number("select count(*) from notification where organization_id = ?", organization);
    }
}
