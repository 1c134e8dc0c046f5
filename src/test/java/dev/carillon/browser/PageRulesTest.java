package dev.carillon.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageRulesTest {

    private final PageRules rules = new PageRules(Set.of("https://app.example"));

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // site, origin, scheme, a GET is admitted, a POST is admitted
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
        boolean readAdmitted = rules.admits(true, site, origin, scheme, "own.example");
        boolean writeAdmitted = rules.admits(false, site, origin, scheme, "own.example");
        // Then
        assertEquals(get, readAdmitted);
        assertEquals(post, writeAdmitted);
    }
}
