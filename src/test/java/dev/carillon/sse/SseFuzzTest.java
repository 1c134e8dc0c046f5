package dev.carillon.sse;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.carillon.testkit.Reparsed;
import java.nio.charset.StandardCharsets;

/**
 * Fuzzes the wire format. {@code ./mvnw verify} replays the inputs that are kept beside the tests;
 * {@code JAZZER_FUZZ=1 ./mvnw surefire:test -Dtest=SseFuzzTest#anyTextIsParsedAgain} looks for new ones.
 */
class SseFuzzTest {

    private static final Cursor CURSOR = new Cursor(0x3f9a1c20, 42);

    @FuzzTest(maxDuration = "60s")
    void anyTextIsParsedAgain(FuzzedDataProvider input) {
        String text = SseText.clean(input.consumeRemainingAsString());
        Reparsed parsed = Reparsed.of(SseText.event(CURSOR, text.getBytes(StandardCharsets.UTF_8)));
        assertThat(parsed.data()).containsExactly(text.replace("\r\n", "\n").replace('\r', '\n'));
        assertThat(parsed.lastEventId()).isEqualTo(CURSOR.toString());
        assertThat(parsed.comments()).isEmpty();
    }

    @FuzzTest(maxDuration = "60s")
    void noLastEventIdIsAnError(FuzzedDataProvider input) {
        String header = input.consumeString(200);
        LastEventId read = LastEventId.of(header, input.consumeRemainingAsString());
        if (read instanceof LastEventId.At at) {
            assertThat(Cursor.parse(at.cursor().toString())).contains(at.cursor());
        }
    }
}
