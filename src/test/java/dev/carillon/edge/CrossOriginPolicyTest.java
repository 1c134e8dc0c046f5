package dev.carillon.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carillon.route.Rules.Effect;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossOriginPolicyTest {

    private final CrossOriginPolicy rules = new CrossOriginPolicy(Set.of("https://app.example"));

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // site, origin, scheme, a stream is opened, a POST is admitted
                "same-origin, -,                      https, true,  true",
                "same-origin, https://own.example,    https, true,  true",
                "none,        -,                      https, true,  false",
                "same-site,   -,                      https, false, false",
                "same-site,   https://x.own.example,  https, false, false",
                "cross-site,  https://evil.example,   https, false, false",
                "cross-site,  https://app.example,    https, true,  true",
                "same-site,   https://own.example,    https, false, false",
                "-,           -,                      https, true,  true",
                "-,           https://own.example,    https, true,  true",
                "-,           https://own.example,    http,  true,  true",
                "-,           http://own.example,     https, false, false",
                "-,           http://own.example,     http,  true,  true",
                "-,           https://own.example:81, https, false, false",
                "-,           https://evil.example,   https, false, false",
                "-,           null,                   https, false, false",
                "-,           'no uri',               https, false, false",
                "unheard-of,  -,                      https, false, false",
            })
    void admitsOurOwnPagesAndAllowedOnes(String site, String origin, String scheme, boolean get, boolean post) {
        // When
        CrossOriginPolicy.Shown shown =
                new CrossOriginPolicy.Shown(site, origin, null, "*/*", "curl/8.5.0", scheme, "own.example");
        boolean readAdmitted = rules.admits(Effect.OPENS_STREAM, shown);
        boolean writeAdmitted = rules.admits(Effect.ACTS, shown);
        // Then
        assertEquals(get, readAdmitted);
        assertEquals(post, writeAdmitted);
    }

    @ParameterizedTest
    @CsvSource({
        // Host, origin, admitted
        "own.example:443,  https://own.example,     true",
        "own.example,      https://own.example:443, true",
        "own.example:80,   http://own.example,      true",
        "[::1]:443,        https://[::1],           true",
        "own.example:80,   https://own.example,     false",
        "own.example:443,  http://own.example,      false",
        "own.example:8443, https://own.example,     false",
        "own.example:443,  https://own.example:8443, false",
    })
    void defaultPortMakesNoOtherOrigin(String host, String origin, boolean admitted) {
        // Given
        CrossOriginPolicy.Shown shown =
                new CrossOriginPolicy.Shown(null, origin, null, "*/*", "Mozilla/5.0", "http", host);

        // When
        boolean written = rules.admits(Effect.ACTS, shown);

        // Then
        assertEquals(admitted, written);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // referer, accept, user agent, a stream is opened, a POST is admitted
                "-,                         -,                            -,           true,  true",
                "-,                         */*,                          curl/8.5.0,  true,  true",
                "-,                         'text/html, */*;q=.2',        Java/17.0.1, true,  true",
                "-,                         text/event-stream,            Mozilla/5.0, true,  true",
                "https://own.example/inbox, text/event-stream,            Mozilla/5.0, true,  true",
                "https://app.example/,      text/event-stream,            Mozilla/5.0, true,  true",
                "https://evil.example/page, text/event-stream,            Mozilla/5.0, false, false",
                "https://own.example:81/,   */*,                          curl/8.5.0,  false, false",
                "no uri,                    */*,                          curl/8.5.0,  false, false",
                "about:blank,               */*,                          curl/8.5.0,  false, false",
                "-,                         */*,                          Mozilla/5.0, false, true",
                "-,                         -,                            Mozilla/5.0, false, true",
                "-,                         'image/avif,image/*,*/*;q=0.8', Mozilla/5.0, false, true",
                "https://own.example/inbox, 'image/avif,image/*,*/*;q=0.8', Mozilla/5.0, false, true",
            })
    void headersOfOlderBrowsersTellAnImageFromAnEventSource(
            String referer, String accept, String userAgent, boolean stream, boolean post) {
        // Given
        CrossOriginPolicy.Shown shown =
                new CrossOriginPolicy.Shown(null, null, referer, accept, userAgent, "https", "own.example");
        // When
        boolean opened = rules.admits(Effect.OPENS_STREAM, shown);
        boolean written = rules.admits(Effect.ACTS, shown);
        // Then
        assertEquals(stream, opened);
        assertEquals(post, written);
    }
}
