package dev.carillon.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @Test
    void addressIsTakenApart() {
        assertThat(Target.parse("https://Hooks.example.com/a/b?c=d%20e"))
                .contains(new Target(true, "hooks.example.com", 443, "/a/b?c=d%20e"));
        assertThat(Target.parse("http://[2606:4700::1]:8080")).contains(new Target(false, "2606:4700::1", 8080, "/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hooks.example.com",
                "//hooks.example.com",
                "ftp://hooks.example.com",
                "file:///etc/passwd",
                "https:hooks.example.com",
                "https://",
                "https://ada:secret@hooks.example.com",
                "https://hooks.example.com/#part",
                "https://hooks.example.com:0/",
                "https://hooks.example.com:65536/",
                "https://hooks.example.com/a b",
                "https://hooks.example.com/a\r\nX: y",
                "https://hööks.example.com/",
                "https://hooks_example/"
            })
    void textThatIsNoAddressOfAServerIsRejected(String text) {
        assertThat(Target.parse(text)).isEmpty();
        assertThat(Target.parse("https://a/" + "b".repeat(Target.MAX_LENGTH))).isEmpty();
    }
}
