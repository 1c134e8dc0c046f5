package dev.carillon.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The library of Standard Webhooks judges. */
class SigningSecretTest {

    private static final String BODY = "{\"title\":\"Zahlung bestätigt ✓\"}";

    private final SigningSecret secret = SigningSecret.random(new SecureRandom());
    private final SigningSecret former = SigningSecret.random(new SecureRandom());

    // The signature covers it, and two looks at the clock may see two seconds.
    private final Instant now = Instant.now();

    @Test
    void signatureIsThatOfTheSpecification() throws Exception {
        // Given
        String signature = sign(secret);

        // Then
        verify(secret, signature, BODY);
        assertThatThrownBy(() -> verify(secret, signature, BODY + " "))
                .isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> verify(former, signature, BODY)).isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void eitherOfTwoSecretsVerifiesDuringARotation() throws Exception {
        // Given
        String both = sign(secret) + " " + sign(former);

        // Then
        verify(secret, both, BODY);
        verify(former, both, BODY);
    }

    @Test
    void textOfTheObjectDoesNotHaveTheSecret() {
        assertThat(secret.text()).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(secret.toString()).isEqualTo("whsec_…");
    }

    private String sign(SigningSecret by) {
        return by.signature("msg_1", now.getEpochSecond(), BODY.getBytes(StandardCharsets.UTF_8));
    }

    private void verify(SigningSecret by, String signature, String body) throws Exception {
        Map<String, List<String>> headers = Map.of(
                "webhook-id", List.of("msg_1"),
                "webhook-timestamp", List.of(String.valueOf(now.getEpochSecond())),
                "webhook-signature", List.of(signature));
        new com.standardwebhooks.Webhook(by.text()).verify(body, HttpHeaders.of(headers, (name, value) -> true));
    }
}
