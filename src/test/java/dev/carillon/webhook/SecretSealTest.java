package dev.carillon.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretSealTest {

    private static final byte[] OLD = bytes("a secret that is going, 32 bytes");
    private static final byte[] NEW = bytes("a secret that is coming, 33 bytes");

    private final SecretSeal old = new SecretSeal(List.of(OLD));

    @Test
    void secretOpensForItsEndpointAlone() {
        // Given
        SigningSecret secret = old.newSecret();

        // When
        byte[] sealed = old.seal(secret, "shop", "e1");

        // Then
        assertThat(text(old, sealed, "shop", "e1")).isEqualTo(secret.text());
        assertThat(old.open(sealed, "shop", "e2")).isEmpty();
        assertThat(old.open(sealed, "other", "e1")).isEmpty();
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(secret.bytes(), StandardCharsets.ISO_8859_1));
        assertThat(old.seal(secret, "shop", "e1")).isNotEqualTo(sealed);
    }

    @Test
    void everyConfiguredSecretOpensAndTheFirstSeals() {
        // Given
        SigningSecret secret = old.newSecret();
        byte[] sealed = old.seal(secret, "shop", "e1");
        SecretSeal both = new SecretSeal(List.of(NEW, OLD));
        SecretSeal onlyNew = new SecretSeal(List.of(NEW));

        // When
        byte[] sealedAgain = both.seal(secret, "shop", "e1");

        // Then
        assertThat(text(both, sealed, "shop", "e1")).isEqualTo(secret.text());
        assertThat(onlyNew.open(sealed, "shop", "e1")).isEmpty();
        assertThat(text(onlyNew, sealedAgain, "shop", "e1")).isEqualTo(secret.text());
    }

    @Test
    void withoutSecretsNothingCanBeSealed() {
        assertThat(new SecretSeal(List.of()).isThere()).isFalse();
        assertThat(old.isThere()).isTrue();
    }

    private static String text(SecretSeal seal, byte[] sealed, String organization, String endpoint) {
        return seal.open(sealed, organization, endpoint).orElseThrow().text();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
