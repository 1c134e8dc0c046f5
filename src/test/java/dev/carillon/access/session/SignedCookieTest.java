package dev.carillon.access.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedCookieTest {

    // The example of the npm package cookie-signature, which express-session signs with.
    private static final String SIGNED = "hello.DGDUkGlIkCzPz+C0B064FNgHdEjox7ch8tOBGslZ5QI";
    private static final String SECRET = "tobiiscool";

    private final SignedCookie cookie = cookie("current", SECRET);

    @Test
    void cookieSignedByExpressIsAcceptedEncodedOrNot() {
        assertThat(cookie.sessionId("s%3A" + SIGNED.replace("+", "%2B"))).contains("hello");
        assertThat(cookie.sessionId("s:" + SIGNED)).contains("hello");
    }

    @Test
    void anOlderSecretIsAcceptedWhileItIsListed() {
        assertThat(cookie("current").sessionId("s:" + SIGNED)).isEmpty();
        assertThat(cookie().sessionId("s:" + SIGNED)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s:",
                "s:.",
                "s:hello",
                "s:hello.",
                SIGNED,
                "j:" + SIGNED,
                "s:Hello.DGDUkGlIkCzPz+C0B064FNgHdEjox7ch8tOBGslZ5QI",
                "s:hello.DGDUkGlIkCzPz+C0B064FNgHdEjox7ch8tOBGslZ5QJ",
                "%",
                "%zz",
                "s%3A%",
                "s:hello.DGDUkGlIkCzPz+C0B064FNgHdEjox7ch8tOBGslZ5QI="
            })
    void everythingElseIsNobody(String value) {
        assertThat(cookie.sessionId(value)).isEmpty();
    }

    @Test
    void noSingleChangedCharacterIsAccepted() {
        Random random = new Random(26);
        String good = "s:" + SIGNED;
        for (int i = 0; i < good.length(); i++) {
            StringBuilder forged = new StringBuilder(good);
            forged.setCharAt(i, (char) (forged.charAt(i) ^ 1 + random.nextInt(3)));
            assertThat(cookie.sessionId(forged.toString()))
                    .as(forged.toString())
                    .isEmpty();
        }
        assertThat(cookie.sessionId("s:" + "a".repeat(100_000))).isEmpty();
    }

    private static SignedCookie cookie(String... secrets) {
        return new SignedCookie(Stream.of(secrets)
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .toList());
    }
}
