package dev.carillon.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.socket.SharedBytes;
import dev.carillon.sse.Cursor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KeepAliveBytesTest {

    private final KeepAliveBytes bytes = new KeepAliveBytes(Instant.EPOCH);

    @Test
    void clientThatIsNotConnectedYetGetsNoMessage() {
        assertThat(text(bytes.at(null, true))).startsWith(":keep-alive ").doesNotContain("data:");
    }

    @Test
    void clientThatWantsMessagesGetsOneWithItsPosition() {
        assertThat(text(bytes.at(new Cursor(7, 42), true)))
                .contains("id: " + new Cursor(7, 42))
                .contains("\"type\":\"ping\"");
    }

    private static String text(SharedBytes bytes) {
        return bytes.payload().toString(StandardCharsets.UTF_8);
    }
}
