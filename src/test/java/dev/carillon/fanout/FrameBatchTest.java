package dev.carillon.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.socket.SharedBytes;
import dev.carillon.socket.SocketGroup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameBatchTest {

    private static final String EVERYBODY = null;
    private static final int KEPT = 64;

    private final OrganizationLog log = Frames.log(KEPT);
    private long head;

    @Test
    void consecutiveFramesForEverybodyAreOneBatch() {
        // Given
        append(EVERYBODY, "a");
        append(EVERYBODY, "b");
        append(EVERYBODY, "c");

        // When
        FrameBatch run = FrameBatch.after(0, 2, log);

        // Then: up to the head that was asked for
        assertThat(ids(run)).containsExactly(1L, 2L);
        assertThat(run.last().id()).isEqualTo(2);
        assertThat(payload(run.bytes()))
                .isEqualTo(
                        payload(log.recent(1).bytes()) + payload(log.recent(2).bytes()));
    }

    @Test
    void frameForOneUserIsABatchOfItsOwn() {
        // Given
        append(EVERYBODY, "a");
        append("alice", "b");
        append("alice", "c");
        append(EVERYBODY, "d");

        // Then
        assertThat(ids(FrameBatch.after(0, head, log))).containsExactly(1L);
        assertThat(ids(FrameBatch.after(1, head, log))).containsExactly(2L);
        assertThat(FrameBatch.after(1, head, log).userId()).isEqualTo("alice");
        assertThat(ids(FrameBatch.after(2, head, log))).containsExactly(3L);
        assertThat(ids(FrameBatch.after(3, head, log))).containsExactly(4L);
    }

    @Test
    void batchFitsIntoTheSendMemoryOfTheLoop() {
        // Given
        append(EVERYBODY, "x".repeat(SocketGroup.MAX_COPIED_BYTES / 3));
        append(EVERYBODY, "x".repeat(SocketGroup.MAX_COPIED_BYTES / 3));
        append(EVERYBODY, "x".repeat(SocketGroup.MAX_COPIED_BYTES / 3));

        // When
        FrameBatch run = FrameBatch.after(0, head, log);

        // Then
        assertThat(ids(run)).containsExactly(1L, 2L);
        assertThat(run.bytes().chunkLength()).isLessThanOrEqualTo(SocketGroup.MAX_COPIED_BYTES);
    }

    @Test
    void singleFrameIsSentAsItIs() {
        append(EVERYBODY, "x".repeat(2 * SocketGroup.MAX_COPIED_BYTES));
        assertThat(FrameBatch.after(0, head, log).bytes())
                .isSameAs(log.recent(1).bytes());
    }

    @Test
    void nothingFollowsOnceTheLogHasMovedOn() {
        // Given
        int kept = KEPT;

        // When
        for (int i = 0; i < kept + 1; i++) {
            append(EVERYBODY, "a");
        }

        // Then
        assertThat(FrameBatch.after(0, head, log)).isNull();
    }

    private void append(String userId, String text) {
        head++;
        byte[] json = text.getBytes(StandardCharsets.US_ASCII);
        log.append(Frames.of(head, userId, "test", json), 0);
    }

    private static List<Long> ids(FrameBatch run) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < run.size(); i++) {
            ids.add(run.frame(i).id());
        }
        return ids;
    }

    private static String payload(SharedBytes bytes) {
        return StandardCharsets.US_ASCII.decode(bytes.payloadMemory()).toString();
    }
}
