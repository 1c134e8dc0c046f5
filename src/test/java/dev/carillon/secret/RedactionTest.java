package dev.carillon.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    private static final String DATABASE = "quarkus.datasource.jdbc.url";
    private static final String REDIS = "quarkus.redis.hosts";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://carillon:hunter2@db.example/carillon",
                "jdbc:postgresql://carillon:hunter2@db.example/carillon",
                "jdbc:postgresql://carillon:hunter2/x@y@db.example/carillon",
                "jdbc:postgresql://carillon:hunter2%40x@db.example/carillon",
                "jdbc:postgresql://db.example/carillon?user=carillon&password=hunter2&ssl=true",
                "jdbc:postgresql://db.example/carillon?sslpassword=hunter2",
            })
    void configuredAddressIsShownWithoutItsPassword(String address) {
        // When
        String shown = configured(DATABASE, address).apply("does not support the URL: " + address + " (retrying)");

        // Then
        assertThat(shown)
                .startsWith("does not support the URL: ")
                .contains("db.example")
                .endsWith(" (retrying)")
                .doesNotContain("hunter2");
    }

    /** As a library that takes the account for a part of the host, or has decoded the address. */
    @ParameterizedTest
    @CsvSource({
        "postgresql://carillon:hunter2@db.example/x, unknown host carillon:hunter2@db.example",
        "postgresql://carillon:hunter2%40x@db.example/x, unknown host carillon:hunter2@x@db.example",
        "postgresql://carillon:hunter2%@db.example/x, unknown host carillon:hunter2%@db.example"
    })
    void partOfAConfiguredAddressIsKnown(String address, String text) {
        assertThat(configured(DATABASE, address).apply(text)).isEqualTo("unknown host ***@db.example");
    }

    @Test
    void eachAddressOfAListIsKnown() {
        // Given
        Redaction redaction = configured(REDIS, "redis://:hunter2@a.example:1,redis://:hunter22@b.example:2");

        // When
        String shown = redaction.apply("no answer of :hunter22@b.example and :hunter2@a.example");

        // Then
        assertThat(shown).isEqualTo("no answer of ***@b.example and ***@a.example");
    }

    @Test
    void unknownAddressIsShownWithoutItsAccount() {
        assertThat(new Redaction(key -> Optional.empty())
                        .apply("proxy=http://me:hunter2@proxy.example:8080/ timeout=3"))
                .isEqualTo("proxy=http://***@proxy.example:8080/ timeout=3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[SSE] Client connected: saml:ann@example.com-21-1766811521775 (total: 1)",
                "Rejected: origin=https://app.example:8443 path=/@me user=ann@example.com",
                "A password is missing: secret number 1 has 3 bytes",
                "carillon.session.secrets = (default)",
                ""
            })
    void otherTextIsLeftAlone(String text) {
        assertThat(configured(DATABASE, "jdbc:postgresql://db.example:5432/carillon")
                        .apply(text))
                .isEqualTo(text);
    }

    private static Redaction configured(String key, String value) {
        return new Redaction(asked -> asked.equals(key) ? Optional.of(value) : Optional.empty());
    }
}
