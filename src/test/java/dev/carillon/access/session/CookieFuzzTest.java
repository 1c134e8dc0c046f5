package dev.carillon.access.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.carillon.testkit.SharedServices;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** No text signs in that was not signed, and none is an error. */
class CookieFuzzTest {

    private final SignedCookie cookie =
            new SignedCookie(List.of("a secret that the fuzzer does not have".getBytes(StandardCharsets.UTF_8)));
    private final SessionDocument document = new SessionDocument(SharedServices.config(SessionConfig.class, Map.of()));

    @FuzzTest(maxDuration = "60s")
    void noCookieThatWeHaveNotSignedIsAccepted(FuzzedDataProvider input) {
        assertThat(cookie.sessionId(input.consumeRemainingAsString())).isEmpty();
    }

    @FuzzTest(maxDuration = "60s")
    void noStoredSessionIsAnError(FuzzedDataProvider input) {
        document.caller("sid", input.consumeRemainingAsString(), Instant.EPOCH);
    }
}
