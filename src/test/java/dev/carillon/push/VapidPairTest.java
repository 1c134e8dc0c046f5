package dev.carillon.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.SharedServices;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VapidPairTest {

    @Test
    void withoutKeysThereIsNoPush() {
        assertThat(pair(Map.of()).signer()).isEmpty();
        assertThat(pair(Map.of("carillon.push.public-key", " ")).publicKey()).isEmpty();
    }

    /** As an operator does it: the command prints settings. */
    @Test
    void keysOfTheCommandAreAPair() {
        for (int i = 0; i < 20; i++) {
            // Given
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            int status = new CreateVapidKeysCommand(new PrintStream(printed, true, StandardCharsets.UTF_8)).run();
            Map<String, String> settings = new HashMap<>(Map.of("carillon.push.subject", "mailto:a@example.com"));
            printed.toString(StandardCharsets.UTF_8).lines().forEach(line -> {
                String[] parts = line.split("=");
                settings.put(
                        parts[0].replace("CARILLON_PUSH_", "carillon.push.")
                                .replace('_', '-')
                                .toLowerCase(),
                        parts[1]);
            });

            // When
            VapidPair pair = pair(settings);

            // Then
            assertThat(status).isZero();
            assertThat(pair.publicKey()).contains(settings.get("carillon.push.public-key"));
            assertThat(pair.signer()).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"public-key", "private-key", "subject"})
    void missingPartEndsTheStart(String part) {
        // Given
        Map<String, String> settings = settings();
        settings.remove("carillon.push." + part);

        // Then
        assertThatThrownBy(() -> pair(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(part);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "private-key=x",
                "private-key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE",
                "public-key=BIqco",
                "public-key=BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "subject=nobody",
                "subject=mailto:a\"b"
            })
    void keysThatAreNoPairEndTheStartAndAreNotShown(String setting) {
        // Given
        Map<String, String> settings = settings();
        String[] parts = setting.split("=");
        settings.put("carillon.push." + parts[0], parts[1]);

        // Then
        assertThatThrownBy(() -> pair(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("carillon.push")
                .hasMessageNotContaining(settings.get("carillon.push.private-key"));
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("carillon.push.public-key", EmbeddedResource.PUSH_PUBLIC_KEY);
        settings.put("carillon.push.private-key", EmbeddedResource.PUSH_PRIVATE_KEY);
        settings.put("carillon.push.subject", "https://example.com/contact");
        return settings;
    }

    private static VapidPair pair(Map<String, String> settings) {
        return new VapidPair(SharedServices.config(PushConfig.class, settings));
    }
}
