package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ClientWorkspace;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Login;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API's description is complete: requests that a program makes from it get no other answers. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class DescribedRequestsTest {

    private static final String DESCRIPTION =
            Path.of("target/openapi/openapi.json").toAbsolutePath().toString();
    // A few for each route and kind of caller. The command line may ask for more: -Drequests.per-route=500.
    private static final int REQUESTS_PER_ROUTE = Integer.getInteger("requests.per-route", 10);

    @Inject
    Credentials credentials;

    @TestHTTPResource
    URL url;

    private ClientWorkspace work;
    private Login ada;
    private String origin;

    @BeforeEach
    void install() throws IOException {
        work = ClientWorkspace.of(Path.of("src/test/openapi"));
        ada = credentials.login(Credentials.newOrganization(), "ada");
        origin = url.toString().replaceAll("/$", "");
    }

    @Test
    void requestsMadeFromTheDescriptionGetNoAnswerThatItDoesNotHave() {
        // Given
        int seed = new Random().nextInt();
        System.out.println("Seed of the requests: " + seed);
        String organization = Credentials.newOrganization();
        String key = credentials.backend(organization).headers().get("X-Api-Key");
        String admin = credentials.admin(organization).headers().get("Cookie");

        // When
        JsonObject outcome = new JsonObject(work.node(
                "requests.mjs",
                DESCRIPTION,
                origin,
                Integer.toString(REQUESTS_PER_ROUTE),
                Integer.toString(seed),
                "anonymous",
                "ada=cookie:" + ada.cookie(),
                "admin=cookie:" + admin,
                "backend=x-api-key:" + key));

        // Then
        assertThat(outcome.getJsonArray("complaints"))
                .as(outcome.encodePrettily())
                .isEmpty();
        assertThat(outcome.getJsonObject("seen").fieldNames())
                .contains("200", "201", "204", "400", "401", "403", "404");
    }
}
