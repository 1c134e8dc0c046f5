package dev.carillon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodCluster;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The script of {@code helm test}, with the addresses of real pods in place of those of a Service. */
@Timeout(180)
class SmokeTestIT {

    /** Where nothing listens. */
    private static final String NOBODY = "127.0.0.1/1";

    /** Seconds: longer than the canary's. */
    private static final String ROUND = "3.2";

    private static final String AT_ONCE = "0.1";

    private static EmbeddedServices services;
    private static PodCluster pods;

    @BeforeAll
    static void start() {
        PodSettings settings = PodSettings.of("smoke-test-it")
                .with("CARILLON_CANARY_ENABLED", "true")
                .with("CARILLON_CANARY_EVERY", "3s")
                .with("CARILLON_CANARY_LIMIT", "2500ms");
        services = EmbeddedServices.start(PostgresSettings.temporary());
        pods = PodCluster.start(
                services, number -> number == 1 ? settings : settings.with("CARILLON_CANARY_ENABLED", "false"), 2);
    }

    @AfterAll
    static void stop() {
        if (pods != null) {
            pods.close();
        }
        services.close();
    }

    @Test
    void podsThatShowTheirOwnNotificationsPass() {
        // When
        Command test = run(ROUND, address(pods.pod(1).baseUrl()), management(1));

        // Then
        assertThat(test.status()).as(test.text()).isZero();
        assertThat(test.output()).containsPattern("shown by their canaries: " + management(1) + " [1-9]");
    }

    @Test
    void podThatDoesNotAnswerFails() {
        // When
        Command test = run(AT_ONCE, address(pods.pod(1).baseUrl()), management(1) + " " + NOBODY);

        // Then
        assertThat(test.status()).isEqualTo(1);
        assertThat(test.output()).contains(NOBODY + " none");
    }

    @Test
    void podThatShowsNothingFailsUnlessItIsNotToBeAsked() {
        // When
        Command asked = run(AT_ONCE, address(pods.pod(2).baseUrl()), management(2));
        Command left = run(AT_ONCE, address(pods.pod(2).baseUrl()), management(2), "smoke", "without-canary");

        // Then
        assertThat(asked.status()).as(asked.text()).isEqualTo(1);
        assertThat(left.status()).as(left.text()).isZero();
    }

    @Test
    void serviceThatLeadsElsewhereFails() {
        assertThat(run(AT_ONCE, management(1), management(1)).status()).isEqualTo(1);
    }

    private static Command run(String pause, String service, String addresses, String... arguments) {
        JsonNode container =
                Chart.smokeTest("carillon").one("Pod", "carillon-smoke").at("/spec/containers/0");
        List<String> words = new ArrayList<>();
        container.path("command").forEach(word -> words.add(word.asText()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(Map.of("SERVICE", service, "PODS", addresses, "PAUSE", pause));
        return Command.run(builder, Duration.ofMinutes(1));
    }

    private static String management(int number) {
        Pod pod = pods.pod(number);
        return address(pod.managementUrl());
    }

    private static String address(String url) {
        return url.replace("http://", "").replace(":", "/");
    }
}
