package dev.carillon.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.carillon.push.FakeBrowser;
import dev.carillon.push.FakePushService;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Sql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Support asks what was pushed to whom, and why not. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class PushDiagnosisTest {

    private static final String FIRST = "push.browsers[0].";

    @Inject
    Credentials credentials;

    private final FakePushService service = new FakePushService();
    private final FakeBrowser phone = new FakeBrowser("secret-of-the-phone", service);
    private String organization;
    private ApiClient backend;
    private ApiClient ada;

    @BeforeEach
    void signIn() {
        organization = Credentials.newOrganization();
        backend = credentials.backend(organization);
        ada = credentials.user("ada", organization);
    }

    @AfterEach
    void close() {
        service.close();
        Sql.ofOwner().run("delete from push_subscription where organization_id = ?", organization);
    }

    @Test
    void notificationThatWasSeenInTimeSaysOnWhichClientAndHowLongBefore() {
        // Given
        String subscription = subscribe();
        rule(3600);
        long id = create();
        await().until(() ->
                Sql.ofOwner().number("select count(*) from push_planned where organization_id = ?", organization) == 1);
        JsonPath before = ask(id);

        // When
        ada.and("Carillon-Client", "26-21-1766811521000")
                .post("/seen", "{\"through\":" + id + "}")
                .statusCode(200);
        String now = ask(id).getString(FIRST + "says");
        Sql.ofOwner()
                .run(
                        "update push_planned set due_at = clock_timestamp() + interval '2 s' where organization_id = ?",
                        organization);
        awaitState("dropped");

        // Then
        JsonPath report = ask(id);
        assertThat(before.getString("push.says"))
                .isEqualTo("By the rule for test it is due 60 min after it was created.");
        assertThat(before.getString("push.rule.types")).isEqualTo("test");
        assertThat(before.getString(FIRST + "reason")).isEqualTo("not_due");
        assertThat(now).isEqualTo("Not pushed when its turn comes, as it is now seen.");
        assertThat(report.getString(FIRST + "subscriptionId")).isEqualTo(subscription);
        assertThat(report.getString(FIRST + "host")).isEqualTo("127.0.0.1");
        assertThat(report.getString(FIRST + "outcome")).isEqualTo("not_handed_over");
        assertThat(report.getString(FIRST + "reason")).isEqualTo("seen");
        assertThat(report.getString(FIRST + "lookedBy")).isEqualTo("26-21-1766811521000");
        assertThat(report.getString(FIRST + "says"))
                .matches("Seen on client 26-21-1766811521000, [0-9]+ s before it was due[.]");
        assertThat(phone.requests()).isEmpty();
    }

    @Test
    void attemptsAreToldAndWhoSawItAfterwardsAndNoAddress() {
        // Given
        subscribe();
        rule(0);
        service.answer(pushed -> phone.requests().size() < 3 ? 500 : 201);
        long id = create();
        awaitState("delivered");
        JsonPath delivered = ask(id);

        // When
        ada.and("Carillon-Client", "desk").patch(id, "{\"isRead\":true}").statusCode(200);
        awaitState("withdrawn");
        await().until(() -> Sql.ofOwner()
                        .number(
                                "select count(*) from push_message where organization_id = ? and withdraws and state = 'delivered'",
                                organization)
                == 1);

        // Then
        JsonPath withdrawn = ask(id);
        assertThat(delivered.getString(FIRST + "outcome")).isEqualTo("handed_over");
        assertThat(delivered.getList(FIRST + "attempts.status")).isEqualTo(List.of(500, 500, 201));
        assertThat(delivered.getList(FIRST + "attempts.reason").get(0)).isEqualTo("status 500");
        assertThat(withdrawn.getString(FIRST + "outcome")).isEqualTo("handed_over");
        assertThat(withdrawn.getString(FIRST + "says"))
                .matches("Accepted with status 201 at .*Z[.] Read on client desk, [0-9]+ s after it was due[.]"
                        + " Taken off the screen at .*Z[.]");
        assertThat(withdrawn.prettify()).doesNotContain("secret-of-the-phone");
    }

    @Test
    void mutedTypesQuietHoursAndASubscriptionThatHasEndedAreTheReason() {
        // Given
        subscribe();
        rule(0);
        prefer("{\"version\":0,\"types\":[{\"type\":\"test\",\"push\":false}]}");

        // When
        long muted = create();
        awaitState("dropped");

        // Then
        assertThat(ask(muted).getString(FIRST + "says")).isEqualTo("Its user has muted its type for push.");

        // When
        LocalTime now = LocalTime.now(ZoneOffset.UTC).withNano(0).withSecond(0);
        prefer("{\"version\":1,\"types\":[],\"quietHours\":{\"timeZone\":\"UTC\",\"from\":\"" + now.minusHours(1)
                + "\",\"to\":\"" + now.plusHours(2) + "\"}}");
        long quiet = create();
        awaitState("planned");

        // Then
        assertThat(ask(quiet).getString(FIRST + "reason")).isEqualTo("quiet_hours");

        // When
        prefer("{\"version\":2,\"types\":[],\"quietHours\":null}");
        service.answer(pushed -> 410);
        long gone = create();
        await().until(() -> "subscription_gone".equals(ask(gone).getString(FIRST + "reason")));

        // Then
        assertThat(ask(gone).getString(FIRST + "outcome")).isEqualTo("not_handed_over");
        assertThat(ask(gone).getList(FIRST + "attempts.status")).isEqualTo(List.of(410));
        assertThat(ask(quiet).getString(FIRST + "reason")).isEqualTo("subscription_gone");
    }

    @Test
    void diagnosisIsOfTheUserAndTheOrganizationAlone() {
        // Given
        subscribe();
        long id = create();
        ApiClient others = credentials.backend(Credentials.newOrganization());
        long theirs = others.created("first", ",\"userId\":\"ada\"");

        // Then
        backend.get("/" + id + "/diagnosis?user=eve").statusCode(200).body("push", nullValue());
        others.get("/" + theirs + "/diagnosis?user=ada")
                .statusCode(200)
                .body("push.browsers", hasSize(0))
                .body("push.says", equalTo("The user has no browser that is pushed to."));
        backend.get("/" + id + "/diagnosis?user=ada").body(FIRST + "reason", equalTo("no_rule"));
    }

    private long create() {
        return backend.created("first", ",\"userId\":\"ada\"");
    }

    private void prefer(String preferences) {
        ada.request().body(preferences).put("/api/preferences").then().statusCode(200);
    }

    /** Of the newest notification. */
    private void awaitState(String state) {
        await().until(() -> Sql.ofOwner()
                .list(
                        "select state from push_message where organization_id = ? and not withdraws order by seq desc limit 1",
                        organization)
                .equals(List.of(state)));
    }

    private JsonPath ask(long id) {
        return backend.get("/" + id + "/diagnosis?user=ada")
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private String subscribe() {
        return ada.request()
                .body(phone.json())
                .put("/api/push/subscriptions")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    private void rule(int afterSeconds) {
        backend.request()
                .body(Map.of("rules", List.of(Map.of("types", "test", "afterSeconds", afterSeconds))))
                .put("/api/handover")
                .then()
                .statusCode(200);
    }
}
