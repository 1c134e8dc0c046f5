package dev.carillon.access.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.identity.Scope;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateApiKeyCommandTest {

    @Test
    void organizationAndNameAreEnough() {
        // When
        CreateApiKeyCommand.Wanted wanted =
                CreateApiKeyCommand.parse(List.of("21", "first key")).orElseThrow();
        // Then
        assertThat(wanted.scopes()).containsExactlyInAnyOrder(Scope.PUBLISH, Scope.READ, Scope.MANAGE);
        assertThat(wanted.lifetime()).isEmpty();
    }

    @Test
    void scopesAndDaysAreTakenAsTheyAreGiven() {
        // When
        CreateApiKeyCommand.Wanted wanted = CreateApiKeyCommand.parse(List.of("21", "watch", "operate,read", "30"))
                .orElseThrow();
        // Then
        assertThat(wanted.scopes()).containsExactlyInAnyOrder(Scope.OPERATE, Scope.READ);
        assertThat(wanted.lifetime()).contains(Duration.ofDays(30));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*;x",
                " ;x",
                "a b;x",
                "21; ",
                "21",
                "21;x;everything",
                "21;x;publish,",
                "21;x;,",
                "21;x;PUBLISH",
                "21;x;publish;0",
                "21;x;publish;-1",
                "21;x;publish;soon",
                "21;x;publish;1;more",
            })
    void unusableArgumentsAreRejected(String words) {
        assertThat(CreateApiKeyCommand.parse(List.of(words.split(";")))).isEmpty();
    }

    @Test
    void nameIsAsShortAsOverHttp() {
        assertThat(CreateApiKeyCommand.parse(List.of("21", "n".repeat(128)))).isPresent();
        assertThat(CreateApiKeyCommand.parse(List.of("21", "n".repeat(129)))).isEmpty();
        assertThat(CreateApiKeyCommand.parse(List.of("o".repeat(65), "n"))).isEmpty();
    }
}
