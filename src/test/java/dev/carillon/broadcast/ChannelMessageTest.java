package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.broadcast.ChannelMessage.Disconnect;
import dev.carillon.broadcast.ChannelMessage.Entry;
import dev.carillon.broadcast.ChannelMessage.Notifications;
import dev.carillon.broadcast.ChannelMessage.Signal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChannelMessageTest {

    static Stream<ChannelMessage> messages() {
        return Stream.of(
                new Notifications(
                        "e1",
                        List.of(
                                new Entry(7, "26", "test", 1L, utf8("{\"a\":\"é\n\"}")),
                                new Entry(8, null, "x.y", 2L, utf8("{}")))),
                new Notifications("e1", List.of()),
                new Signal("26", utf8("{\"unread\":3}")),
                new Disconnect("26", null),
                new Disconnect(null, "session:abc"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatIsEncodedIsDecodedAgain(ChannelMessage message) {
        assertThat(ChannelMessage.decode(message.encode()))
                .get()
                .usingRecursiveComparison()
                .isEqualTo(message);
    }

    @Test
    void anotherVersionAndAnUnknownKindAreSkipped() {
        assertThat(ChannelMessage.decode(utf8("carillon 2 notifications e\n"))).isEmpty();
        assertThat(ChannelMessage.decode(utf8("carillon 1 something else\n"))).isEmpty();
    }

    @Test
    void brokenMessagesAreSkippedAndNeverThrow() {
        Random random = new Random(7);
        for (ChannelMessage message : messages().toList()) {
            byte[] good = message.encode();
            for (int i = 0; i < 2_000; i++) {
                byte[] broken = Arrays.copyOf(good, 1 + random.nextInt(good.length + 2));
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
                ChannelMessage.decode(broken);
            }
        }
        assertThat(ChannelMessage.decode(new byte[0])).isEmpty();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
