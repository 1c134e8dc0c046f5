package dev.carillon.access.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyMacsTest {

    private static final byte[] OLD = "the secret of before, of 32 bytes".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEW = "the secret of now, of 32 bytes ...".getBytes(StandardCharsets.UTF_8);

    private final SecureRandom random = new SecureRandom();

    @Test
    void keySignedWithASecretThatIsRotatedOutIsOursUntilTheSecretIsGone() {
        // Given
        RawApiKey key = new KeyMacs(List.of(OLD)).newKey(random);
        // Then
        assertThat(new KeyMacs(List.of(NEW, OLD)).verifies(key)).isTrue();
        assertThat(new KeyMacs(List.of(NEW)).verifies(key)).isFalse();
    }

    @Test
    void newKeysAreSignedWithTheFirstSecret() {
        // Given
        RawApiKey key = new KeyMacs(List.of(NEW, OLD)).newKey(random);
        // Then
        assertThat(new KeyMacs(List.of(NEW)).verifies(key)).isTrue();
    }

    @Test
    void keyThatWasReadIsTheKeyThatWasMade() {
        // Given
        RawApiKey key = new KeyMacs(List.of(NEW)).newKey(random);
        // When
        RawApiKey read = RawApiKey.parse(key.text()).orElseThrow();
        // Then
        assertThat(read).isEqualTo(key);
        assertThat(read.hasMac()).isTrue();
    }

    @Test
    void macOfOneKeySignsNoOther() {
        // Given
        KeyMacs macs = new KeyMacs(List.of(NEW));
        RawApiKey one = macs.newKey(random);
        RawApiKey other = macs.newKey(random);
        // When
        RawApiKey mixed = RawApiKey.parse(one.signed() + "_" + other.mac()).orElseThrow();
        // Then
        assertThat(macs.verifies(mixed)).isFalse();
    }
}
