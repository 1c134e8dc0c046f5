package dev.carillon.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalClusterOptionsTest {
    @Test
    void threePodsBehindPort8080AreTheDefault() throws LocalClusterOptions.Invalid {
        // When
        LocalClusterOptions options = LocalClusterOptions.parse(List.of(), Map.of());

        // Then
        assertEquals(
                new LocalClusterOptions(
                        3, 8080, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false),
                options);
        assertEquals(8081, options.podPort(1));
        assertEquals(9083, options.managementPort(3));
    }

    @Test
    void everyOptionIsUnderstoodInBothForms() throws LocalClusterOptions.Invalid {
        // When
        LocalClusterOptions options = LocalClusterOptions.parse(
                List.of(
                        "--pods",
                        "2",
                        "--port=9000",
                        "--keep",
                        "/data",
                        "--for=5",
                        "--redis",
                        "redis://localhost:6379",
                        "--help"),
                Map.of());

        // Then
        assertEquals(
                new LocalClusterOptions(
                        2,
                        9000,
                        Optional.of(Path.of("/data")),
                        Optional.of(Duration.ofSeconds(5)),
                        Optional.of("redis://localhost:6379"),
                        Optional.empty(),
                        true),
                options);
    }

    @Test
    void optionWinsOverEnvironment() throws LocalClusterOptions.Invalid {
        // Given
        Map<String, String> environment = Map.of("CARILLON_LOCAL_PORT", "9000", "CARILLON_LOCAL_PODS", "5");

        // When
        LocalClusterOptions options = LocalClusterOptions.parse(List.of("--pods=1"), environment);

        // Then
        assertEquals(9000, options.port());
        assertEquals(1, options.pods());
    }

    @Test
    void singleIsOnePod() throws LocalClusterOptions.Invalid {
        assertEquals(1, LocalClusterOptions.parse(List.of("--single"), Map.of()).pods());
    }

    @Test
    void secretOfAnotherApplicationComesFromTheEnvironmentAndTheFirstOneSigns() throws LocalClusterOptions.Invalid {
        // When
        LocalClusterOptions options =
                LocalClusterOptions.parse(List.of(), Map.of("CARILLON_SESSION_SECRETS", "keyboard cat,older"));

        // Then
        assertEquals(Optional.of("keyboard cat,older"), options.sessionSecret());
        assertEquals(Optional.of("keyboard cat"), options.signingSecret());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--redis=localhost",
                "--redis",
                "--bogus",
                "8080",
                "--port",
                "--port=x",
                "--port=0",
                "--port=70000",
                "--pods=0",
                "--for=-1"
            })
    void invalidOptionsAreRejected(String argument) {
        assertThrows(LocalClusterOptions.Invalid.class, () -> LocalClusterOptions.parse(List.of(argument), Map.of()));
    }
}
