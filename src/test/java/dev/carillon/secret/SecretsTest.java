package dev.carillon.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

    private static final String KEY = "carillon.session.secrets";
    private static final String LONG = "0123456789abcdef0123456789abcdef";
    private static final String SHORT = LONG.substring(1);

    @Test
    void secretOf32BytesIsTaken() {
        assertThat(Secrets.of(KEY, List.of(LONG, LONG), false)).hasSize(2).allMatch(bytes -> bytes.length == 32);
    }

    @Test
    void shorterSecretIsRejectedByItsKeyAndPlaceAndNeverByItsText() {
        // When
        assertThatThrownBy(() -> Secrets.of(KEY, List.of(LONG, SHORT), false))
                // Then
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(KEY)
                .hasMessageContaining("number 2")
                .hasMessageNotContaining(SHORT);
    }

    @Test
    void bytesAreCountedRatherThanLetters() {
        // Given
        String sixteenLettersOfTwoBytes = "é".repeat(16);
        // Then
        assertThat(Secrets.of(KEY, List.of(sixteenLettersOfTwoBytes), false)).hasSize(1);
    }

    @Test
    void shorterSecretIsTakenInTheLocalProfileButAnEmptyOneNowhere() {
        assertThat(Secrets.of(KEY, List.of("keyboard cat"), true)).hasSize(1);
        assertThatThrownBy(() -> Secrets.of(KEY, List.of(""), true)).isInstanceOf(ConfigurationException.class);
    }

    @ParameterizedTest
    @CsvSource({"local,true", "dev,true", "'prod,local',true", "prod,false", "test,false", "locale,false"})
    void profileIsLocalByItsName(String profile, boolean local) {
        // Given
        Config config = new SmallRyeConfigBuilder()
                .withProfiles(List.of(profile.split(",")))
                .build();
        // Then
        assertThat(LocalProfile.isActive(config)).isEqualTo(local);
    }
}
