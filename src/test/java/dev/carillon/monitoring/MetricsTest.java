package dev.carillon.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.cluster.Api;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A pod has exactly the metrics that operators were told to expect. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class MetricsTest {

    private static final Path DOCUMENT = Path.of("docs/operations.md");
    private static final String BEGIN = "<!-- metrics: made by MetricsTest -->\n";
    private static final String END = "<!-- end of metrics -->";

    @TestHTTPResource(value = "/metrics", management = true)
    URL metrics;

    @TestHTTPResource
    URL pod;

    @Inject
    Credentials credentials;

    /** {@code -Ddocs.write=true} writes the document. */
    @Test
    void theDocumentListsEveryMetricWithEveryLabelValue() throws Exception {
        // Given traffic whose ids would show as labels if anything made labels of them
        Login login = credentials.login(Credentials.newOrganization(), "user-in-no-label");
        deliverOne(login);

        // When
        String table = scrape().table();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(DOCUMENT, replaced(Files.readString(DOCUMENT), table));
        }

        // Then
        assertThat(between(Files.readString(DOCUMENT))).isEqualTo(table);
        assertThat(table).doesNotContain(login.organization(), login.user());
    }

    @Test
    void everythingThatDashboardAndAlertsAskForIsThere() throws Exception {
        // Given
        deliverOne(credentials.login(Credentials.newOrganization(), "ada"));

        // When
        Set<String> told = scrape().sampleNames();

        // Then
        assertThat(told).containsAll(Queries.namesIn(Queries.ofDashboard()));
        assertThat(told).containsAll(Queries.namesIn(Queries.ofAlerts()));
    }

    private void deliverOne(Login login) {
        try (SseClients clients = new SseClients()) {
            InetSocketAddress address = new InetSocketAddress(pod.getHost(), pod.getPort());
            SseStream stream = clients.open(
                    SseRequest.get(address, "/api/notifications/stream").withCookie(login.cookie()));
            await().until(() -> stream.events().size() == 1);
            ApiClient.withCookie(login.cookie()).created("counted", "");
            await().until(() -> stream.events().size() == 2);
        }
    }

    private Exposition scrape() {
        return Exposition.parse(Api.fetch(metrics.toString()).body());
    }

    private static String replaced(String document, String table) {
        return document.substring(0, document.indexOf(BEGIN) + BEGIN.length())
                + table
                + document.substring(document.indexOf(END));
    }

    private static String between(String document) {
        return document.substring(document.indexOf(BEGIN) + BEGIN.length(), document.indexOf(END));
    }
}
