package dev.carillon.access.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.testkit.SharedServices;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenVerifiersTest {

    private static final Map<String, String> COMPLETE =
            Map.of("jwks-url", "https://login.example/jwks", "issuer", "https://login.example", "audience", "carillon");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void completeConfigurationVerifiesTokensAndNoneVerifiesNone() {
        assertThat(TokenVerifiers.of(config(COMPLETE), vertx, Clock.systemUTC()))
                .isPresent();
        assertThat(TokenVerifiers.of(config(Map.of()), vertx, Clock.systemUTC()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "jwks-url, http://login.example/jwks, carillon.jwt.jwks-url",
        "jwks-url, http://127.0.0.1/jwks, carillon.jwt.jwks-url",
        "jwks-url, ftp://login.example/jwks, carillon.jwt.jwks-url",
        "issuer, , carillon.jwt.issuer",
        "audience, , carillon.jwt.audience",
        "max-lifetime, 0s, carillon.jwt.max-lifetime",
        "algorithms, 'RS256,HS256', carillon.jwt.algorithms",
        "secret, 0123456789abcdef0123456789abcdef, carillon.jwt.secret",
    })
    void insecureSettingIsRejectedByItsKey(String key, String value, String named) {
        // Given
        Map<String, String> values = new HashMap<>(COMPLETE);
        values.put(key, value);
        values.values().removeIf(v -> v == null);
        // When
        assertThatThrownBy(() -> TokenVerifiers.of(config(values), vertx, Clock.systemUTC()))
                // Then
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(named);
    }

    @Test
    void audienceIsOptionalOnlyIfConfigured() {
        // Given
        Map<String, String> values = new HashMap<>(COMPLETE);
        values.remove("audience");
        values.put("audience-required", "false");
        // Then
        assertThat(TokenVerifiers.of(config(values), vertx, Clock.systemUTC())).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "https://login.example/jwks, false, false, true",
        "http://login.example/jwks, false, false, false",
        "http://login.example/jwks, false, true, false",
        "http://login.example/jwks, true, false, true",
        "http://127.0.0.1:8000/jwks, false, true, true",
        "http://localhost/jwks, false, true, true",
        "http://[::1]/jwks, false, true, true",
        "http://127.0.0.1.evil.example/jwks, false, true, false",
        "http://localhost/jwks, false, false, false",
        "file:///etc/jwks, true, true, false",
    })
    void keysComeOverTlsUnlessTheyComeFromHere(URI url, boolean overHttp, boolean local, boolean trusted) {
        assertThat(TokenVerifiers.isTrustworthy(url, overHttp, local)).isEqualTo(trusted);
    }

    private static JwtConfig config(Map<String, String> values) {
        Map<String, String> named = new HashMap<>();
        values.forEach((key, value) -> named.put("carillon.jwt." + key, value));
        return SharedServices.config(JwtConfig.class, named);
    }
}
