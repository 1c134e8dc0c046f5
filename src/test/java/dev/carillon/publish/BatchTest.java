package dev.carillon.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class BatchTest {

    private static final String GOOD = "{\"type\":\"x\",\"title\":\"t\",\"message\":\"m\"}";

    @Inject
    Credentials credentials;

    private String organization;
    private ApiClient ada;

    @BeforeEach
    void signIn() {
        organization = Credentials.newOrganization();
        ada = credentials.user("ada", organization);
    }

    @Test
    void aThousandAreCreatedAtOnceWithIdsThatFollowEachOther() {
        // Given
        String thousand = String.join(",", Collections.nCopies(1000, GOOD));

        // When
        var answer = ada.post("/batch", "{\"notifications\":[" + thousand + "]}");

        // Then
        answer.statusCode(201)
                .body("notifications", hasSize(1000))
                .body("notifications[0].id", equalTo(1))
                .body("notifications[999].id", equalTo(1000));
        ada.post("/batch", "{\"notifications\":[" + thousand + "," + GOOD + "]}")
                .statusCode(400);
    }

    @Test
    void oneFaultStopsAllAndNamesItsPlace() {
        // Given
        String faulty = "{\"type\":\"x\",\"title\":\" \",\"message\":\"m\"}";
        String badLink = "{\"type\":\"x\",\"title\":\"t\",\"message\":\"m\",\"actionUrl\":\"//evil\"}";

        // When
        var invalid = ada.post("/batch", "{\"notifications\":[" + GOOD + "," + GOOD + "," + GOOD + "," + faulty + "]}");
        var rejected = ada.post("/batch", "{\"notifications\":[" + GOOD + "," + badLink + "]}");

        // Then
        invalid.statusCode(400).body("errors[0].field", equalTo("notifications[3].title"));
        rejected.statusCode(400).body("errors[0].field", equalTo("notifications[1].actionUrl"));
        assertThat(ada.ids("")).isEmpty();
    }

    @Test
    void severalUsersGetOneEach() {
        // Given
        ApiClient eve = credentials.user("7", organization);

        // When
        var answer = ada.post("", "{\"type\":\"x\",\"title\":\"t\",\"message\":\"m\",\"userIds\":[\"ada\",7,\"ada\"]}");

        // Then
        answer.statusCode(201).body("notifications", hasSize(2));
        assertThat(ada.ids("")).containsExactly(1L);
        assertThat(eve.ids("")).containsExactly(2L);
        ada.post("", "{\"type\":\"x\",\"title\":\"t\",\"message\":\"m\",\"userIds\":[\"ada\"],\"userId\":\"7\"}")
                .statusCode(400);
    }

    @Test
    void omittedFieldsAreNotInTheAnswer() {
        // Given
        String extras = ",\"data\":{\"b\":1.5,\"a\":[true,null]},\"expiresAt\":\"2999-01-01T01:00:00+01:00\","
                + "\"collapseKey\":\"k\"}";

        // When
        var plain = ada.post("", GOOD);
        var full = ada.post("", GOOD.replace("}", extras));

        // Then
        plain.statusCode(201).body("$", not(hasKey("data"))).body("$", not(hasKey("isArchived")));
        full.statusCode(201)
                .body("data.a[0]", equalTo(true))
                .body("expiresAt", equalTo("2999-01-01T00:00:00.000Z"))
                .body("collapseKey", equalTo("k"));
        String created = full.extract().asString();
        assertThat(ada.get("/2").extract().asString()).isEqualTo(created);
    }

    @Test
    void dataIsAnObjectOfBoundedSize() {
        // Given
        String huge = "{\"a\":\"" + "x".repeat(16384) + "\"}";

        // When
        var tooLarge = ada.post("", GOOD.replace("}", ",\"data\":" + huge + "}"));
        var noObject = ada.post("", GOOD.replace("}", ",\"data\":[1]}"));
        var past = ada.post("", GOOD.replace("}", ",\"expiresAt\":\"2020-01-01T00:00:00Z\"}"));

        // Then
        tooLarge.statusCode(400).body("errors[0].field", equalTo("data"));
        noObject.statusCode(400).body("errors[0].field", equalTo("data"));
        past.statusCode(400).body("errors[0].field", equalTo("expiresAt"));
    }

    @Test
    void onlyABatchMayBeLargerThanTheUsualLimit() {
        // Given
        String large = "{\"type\":\"x\",\"title\":\"t\",\"message\":\"" + "m".repeat(10_000) + "\"}";
        String batch = "{\"notifications\":[" + String.join(",", Collections.nCopies(30, large)) + "]}";

        // When
        var taken = ada.post("/batch", batch);
        var rejected = ada.post("", batch);

        // Then
        taken.statusCode(201);
        rejected.statusCode(413);
    }
}
