package dev.carillon.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.OpenStreams;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access to a notification's deliveries: the clients that have it. */
@IdentityTest
class DeliveriesTest {

    @Inject
    Credentials credentials;

    private final String organization = "deliveries-" + UUID.randomUUID();
    private final OpenStreams streams = new OpenStreams();
    private ApiClient ada;
    private ApiClient admin;
    private ApiClient backend;

    @BeforeEach
    void listen() {
        admin = credentials.admin(organization);
        backend = ApiClient.withKey(admin.key());
        ada = listening("ada");
        listening("bob");
    }

    private ApiClient listening(String user) {
        String cookie = credentials.session(user, organization).cookie();
        streams.connected(OpenStreams.request("?ack=required").withCookie(cookie));
        return ApiClient.withCookie(cookie);
    }

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void backendAndAdministratorSeeTheClientsOfAllUsers() {
        // Given
        long id = backend.created(Map.of("audience", "organization"));
        // Then
        Awaitility.await().untilAsserted(() -> assertThat(pending(backend, id)).containsExactly("ada", "bob"));
        assertThat(pending(admin, id)).containsExactly("ada", "bob");
    }

    @Test
    void userSeesOnlyTheirOwnClients() {
        // Given
        long id = backend.created(Map.of("audience", "organization"));
        // Then
        Awaitility.await().untilAsserted(() -> assertThat(pending(backend, id)).hasSize(2));
        assertThat(pending(ada, id)).containsExactly("ada");
    }

    @Test
    void notificationForOneUserWaitsForNobodyElse() {
        // Given
        long id = backend.created(Map.of("userId", "ada"));
        // Then
        Awaitility.await().untilAsserted(() -> assertThat(pending(backend, id)).containsExactly("ada"));
        assertThat(status(credentials.user("bob", organization), id)).isEqualTo(404);
    }

    @Test
    void backendOfAnotherOrganizationGetsA404() {
        // Given
        long id = backend.created(Map.of("audience", "organization"));
        ApiClient foreign = credentials.backend(organization + "x");
        // When
        int status = status(foreign, id);
        // Then
        assertThat(status).isEqualTo(404);
    }

    private static List<String> pending(ApiClient as, long id) {
        return as.get("/" + id + "/deliveries").statusCode(200).extract().path("pending.userId");
    }

    private static int status(ApiClient as, long id) {
        return as.get("/" + id + "/deliveries").extract().statusCode();
    }
}
