package dev.carillon.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodCluster;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Dashboard and alerts in a real Prometheus that watches two real pods. */
// Has a cluster of its own, and waits most of the time.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
class PrometheusIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PODS = 2;

    @TempDir
    Path directory;

    private EmbeddedServices services;
    private PodCluster pods;
    private PrometheusServer prometheus;
    private final SseClients clients = new SseClients();

    @BeforeEach
    void start() {
        services = EmbeddedServices.start(PostgresSettings.temporary());
        PodSettings settings = PodSettings.of("prometheus-it")
                .with("CARILLON_CANARY_ENABLED", "true")
                .with("CARILLON_CANARY_EVERY", "3s")
                .with("CARILLON_CANARY_LIMIT", "2500ms");
        pods = PodCluster.start(services, settings, PODS);
        prometheus = PrometheusServer.start(
                directory,
                pods.pods().stream()
                        .map(pod -> pod.managementUrl().replace("http://", ""))
                        .toList());
    }

    @AfterEach
    void stop() {
        clients.close();
        if (prometheus != null) {
            prometheus.close();
        }
        if (pods != null) {
            pods.close();
        }
        services.close();
    }

    @Test
    void everyPanelShowsSomethingAndAlertsRingWhenPodsAreGoneAndNotBefore() throws IOException {
        // Given
        List<String> queries = Queries.ofDashboard().stream()
                .map(query -> query.replace("$namespace", "tested")
                        .replace("$instance", ".*")
                        .replace("$__rate_interval", "20s"))
                .toList();
        Login ada = new Login(
                "watched", "ada", pods.sessions().create("ada", "watched").cookieHeader());
        pods.pods()
                .forEach(pod -> clients.openAnswered(
                        SseRequest.stream(BreakableCluster.address(pod), "").as(ada), PATIENCE));

        // When every second
        await().atMost(PATIENCE).untilAsserted(() -> {
            Api.created(pods.pod(1), ada, Api.forUser("ada", "watched"));
            // Then
            assertThat(withoutAnswer(queries)).isEmpty();
        });
        assertThat(prometheus.rules()).hasSameSizeAs(Queries.alerts()).allSatisfy(rule -> {
            assertThat(rule.path("health").asText()).as("%s", rule).isEqualTo("ok");
            assertThat(rule.path("state").asText()).as("%s", rule).isNotEqualTo("firing");
        });
        assertThat(prometheus.stateOf("CarillonNoPods")).isEqualTo("inactive");
        assertThat(number("count(carillon_clients{namespace=\"tested\"})")).isEqualTo(PODS);
        assertThat(number("sum(carillon_clients)")).isEqualTo(PODS);

        // When
        pods.pods().forEach(Pod::kill);

        // Then
        await().atMost(PATIENCE)
                .until(() -> prometheus.stateOf("CarillonNoPods").equals("pending"));
    }

    /** Those for which nothing was ever measured. A share of nothing is a number, if an odd one. */
    private TreeSet<String> withoutAnswer(List<String> queries) {
        TreeSet<String> without = new TreeSet<>();
        for (String query : queries) {
            if (prometheus.query(query).isEmpty()) {
                without.add(query);
            }
        }
        return without;
    }

    private int number(String query) {
        JsonNode series = prometheus.query(query);
        return series.at("/0/value/1").asInt();
    }
}
