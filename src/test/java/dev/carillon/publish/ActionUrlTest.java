package dev.carillon.publish;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActionUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/sessions/123",
                "/a?b=c#d",
                "https://example.com",
                "http://example.com:8080/x?y",
                "HTTPS://EXAMPLE.com/"
            })
    void pathsOfTheSiteAndWebAddressesPass(String url) {
        assertThat(ActionUrl.fault(url)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "javascript:alert(1)",
                "JaVaScRiPt:alert(1)",
                "java\tscript:alert(1)",
                " javascript:alert(1)",
                "data:text/html,x",
                "vbscript:x",
                "//evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "/a\\b",
                "https:evil",
                "https://",
                "https://user@evil.example",
                "https://user:pw@evil.example",
                "ftp://x",
                "sessions/1",
                "?x",
                "http://[",
                "/a\nb",
                "/a\u0000",
                "/a\u007f",
                "mailto:a@b",
                "blob:https://x/1"
            })
    void ambiguousUrlIsRejected(String url) {
        assertThat(ActionUrl.fault(url)).isNotBlank();
    }
}
