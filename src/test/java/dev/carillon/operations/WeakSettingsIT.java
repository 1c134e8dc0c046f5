package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodFailure;
import dev.carillon.embedded.PodSettings;
import dev.carillon.testkit.SharedServices;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged application does not start with insecure settings, and names them. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("WeakSettingsIT")
@Timeout(180)
class WeakSettingsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CARILLON_SESSION_SECRETS=keyboard cat                                     | carillon.session.secrets",
                "CARILLON_JWT_SECRET=keyboard cat;CARILLON_JWT_AUDIENCE=carillon           | carillon.jwt.secret",
                "CARILLON_JWT_SECRET=0123456789abcdef0123456789abcdef                      | carillon.jwt.audience",
                "CARILLON_JWT_JWKS_URL=http://login.example/jwks;CARILLON_JWT_AUDIENCE=c;CARILLON_JWT_ISSUER=i"
                        + "| carillon.jwt.jwks-url",
            })
    void weakSettingIsNamedAndThePodEnds(String environment, String named) throws IOException {
        // Given
        PodSettings settings = PodSettings.of("weak-settings-it");
        for (String variable : environment.strip().split(";")) {
            settings = settings.with(variable.split("=", 2)[0], variable.split("=", 2)[1]);
        }
        String name = "weak-" + named;
        Files.deleteIfExists(settings.logDirectory().resolve(name + ".log"));
        try (Pod pod = Pod.start(name, SharedServices.get(), settings)) {
            // When
            assertThatThrownBy(() -> pod.awaitReady(PATIENCE)).isInstanceOf(PodFailure.class);
            // Then
            assertThat(Files.readString(pod.logFile()))
                    .contains("Carillon cannot start: ")
                    .contains(named)
                    .doesNotContain("keyboard cat")
                    .doesNotContain("ConfigurationException");
        }
    }

    @Test
    void localProfileStartsWithWeakSecrets() {
        // Given
        PodSettings settings = PodSettings.of("weak-settings-it").withSessionSecret("keyboard cat");
        for (Map.Entry<String, String> more : Map.of(
                        "QUARKUS_PROFILE", "local", "CARILLON_JWT_SECRET", "cat", "CARILLON_JWT_AUDIENCE", "carillon")
                .entrySet()) {
            settings = settings.with(more.getKey(), more.getValue());
        }
        // When
        try (Pod pod = Pod.start("weak-local", SharedServices.get(), settings)) {
            // Then
            pod.awaitReady(PATIENCE);
            assertThat(pod.isAlive()).isTrue();
        }
    }
}
