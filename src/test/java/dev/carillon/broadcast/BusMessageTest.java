package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.broadcast.BusMessage.Disconnect;
import dev.carillon.broadcast.BusMessage.Entry;
import dev.carillon.broadcast.BusMessage.Notifications;
import dev.carillon.broadcast.BusMessage.Report;
import dev.carillon.broadcast.BusMessage.Signal;
import dev.carillon.sse.Cursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BusMessageTest {

    static Stream<BusMessage> messages() {
        return Stream.of(
                new Notifications(
                        0x7e,
                        List.of(
                                new Entry(new Cursor(-5, 7), "26", "test", 1L, utf8("{\"a\":\"é\n\"}")),
                                new Entry(new Cursor(6, 8), null, "x.y", 2L, utf8("{}")))),
                new Notifications(-1, List.of()),
                new Signal("26", utf8("{\"unread\":3}")),
                new Disconnect("21", "26", null),
                new Disconnect("21", null, "session:abc"),
                new Report(utf8("{\"pod\":\"a\"}")));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void encodedMessageIsDecodedAgain(BusMessage message) {
        assertThat(BusMessage.decode(message.encode()))
                .get()
                .usingRecursiveComparison()
                .isEqualTo(message);
    }

    @Test
    void anUnknownKindIsSkipped() {
        assertThat(BusMessage.decode(utf8("something else\n"))).isEmpty();
        assertThat(BusMessage.decode(utf8("carillon 1 notifications e\n"))).isEmpty();
    }

    @Test
    void aLargeCommitGoesInPartsThatFitAndNothingIsLeftOut() {
        // Given
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            entries.add(new Entry(new Cursor(i, i), null, "test", 1L, new byte[60_000]));
        }
        entries.add(new Entry(new Cursor(21, 21), null, "test", 1L, new byte[BusMessage.PART_BYTES + 1]));
        entries.add(new Entry(new Cursor(22, 22), null, "test", 1L, utf8("{}")));

        // When
        List<Notifications> parts = new Notifications(9, entries).parts();

        // Then
        assertThat(parts.stream().flatMap(part -> part.entries().stream())).isEqualTo(entries);
        assertThat(parts.get(0).before()).isEqualTo(9);
        for (int i = 1; i < parts.size(); i++) {
            List<Entry> earlier = parts.get(i - 1).entries();
            assertThat(parts.get(i).before())
                    .isEqualTo(earlier.get(earlier.size() - 1).cursor().mark());
        }
        assertThat(parts)
                .hasSizeGreaterThan(4)
                .filteredOn(part -> part.entries().size() > 1)
                .allSatisfy(part -> assertThat(part.entries().stream()
                                .mapToInt(e -> e.json().length)
                                .sum())
                        .isLessThanOrEqualTo(BusMessage.PART_BYTES));
    }

    @Test
    void aCommitThatFitsIsOneMessage() {
        Notifications small = new Notifications(9, List.of(new Entry(new Cursor(1, 1), null, "test", 1L, utf8("{}"))));
        assertThat(small.parts()).containsExactly(small);
        assertThat(new Notifications(9, List.of()).parts()).hasSize(1);
    }

    @Test
    void brokenMessagesAreSkippedAndNeverThrow() {
        Random random = new Random(7);
        for (BusMessage message : messages().toList()) {
            byte[] good = message.encode();
            for (int i = 0; i < 2_000; i++) {
                byte[] broken = Arrays.copyOf(good, 1 + random.nextInt(good.length + 2));
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
                BusMessage.decode(broken);
            }
        }
        assertThat(BusMessage.decode(new byte[0])).isEmpty();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void traceIsAppendedAfterTheFieldsThatOlderPodsRead() {
        // Given
        String trace = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
        BusMessage.Entry entry = new BusMessage.Entry(new Cursor(0xabc, 7), "ada", "test", 5, json, trace, 0);

        // When
        byte[] encoded = new BusMessage.Notifications(0xdef, List.of(entry)).encode();

        // Then
        assertThat(new String(encoded, StandardCharsets.UTF_8))
                .isEqualTo("entries 00000def\n00000abc-7 ada test 5 2 " + trace + "\n{}");
        assertThat(BusMessage.decode(encoded))
                .map(message ->
                        ((BusMessage.Notifications) message).entries().get(0).traceParent())
                .contains(trace);
    }

    @Test
    void podsOfTheVersionBeforeAreUnderstoodWhileAClusterIsUpgraded() {
        // Given: their rows have the epoch as their mark.
        byte[] later = utf8("notifications 3f9a1c20\n7 ada test 5 2\n{}8 * test 5 2\n{}");
        byte[] first = utf8("notifications 3f9a1c20\n1 ada test 5 2\n{}");

        // Then
        assertThat(BusMessage.decode(later)).hasValueSatisfying(message -> {
            Notifications notifications = (Notifications) message;
            assertThat(notifications.before()).isEqualTo(0x3f9a1c20);
            assertThat(notifications.entries())
                    .extracting(Entry::cursor)
                    .containsExactly(new Cursor(0x3f9a1c20, 7), new Cursor(0x3f9a1c20, 8));
        });
        assertThat(BusMessage.decode(first))
                .hasValueSatisfying(message ->
                        assertThat(((Notifications) message).before()).isZero());
    }

    @Test
    void questionsAndAnswersComeAsTheyWent() {
        // Given
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);

        // Then
        assertThat(BusMessage.decode(new BusMessage.Question("q", "*pod-a", json).encode()))
                .hasValueSatisfying(message -> {
                    BusMessage.Question question = (BusMessage.Question) message;
                    assertThat(question.id() + question.replyTo()).isEqualTo("q*pod-a");
                    assertThat(question.json()).isEqualTo(json);
                });
        assertThat(BusMessage.decode(new BusMessage.Answer("q", json).encode()))
                .hasValueSatisfying(message ->
                        assertThat(((BusMessage.Answer) message).json()).isEqualTo(json));
    }

    @Test
    void changeSaysWhichNotificationItIsAboutWithAndWithoutATrace() {
        // Given
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        List<Entry> entries = List.of(
                new Entry(new Cursor(1, 7), "ada", "test", 5, utf8("{}"), null, 3),
                new Entry(new Cursor(2, 8), null, "test", 5, utf8("{}"), trace, 4),
                new Entry(new Cursor(3, 9), null, "test", 5, utf8("{}"), trace, 0));

        // When
        Notifications decoded = (Notifications)
                BusMessage.decode(new Notifications(9, entries).encode()).orElseThrow();

        // Then
        assertThat(decoded.entries()).extracting(Entry::changes).containsExactly(3L, 4L, 0L);
        assertThat(decoded.entries()).extracting(Entry::traceParent).containsExactly(null, trace, trace);
        assertThat(decoded.entries().get(0).frame(9).changes()).isEqualTo(3);
    }
}
