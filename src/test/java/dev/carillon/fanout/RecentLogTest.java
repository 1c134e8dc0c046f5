package dev.carillon.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecentLogTest {

    @Test
    void keepsTheNewestUpToItsCount() {
        // Given
        RecentLog log = new RecentLog(0, 32, Long.MAX_VALUE, new RecentLogBudget(Long.MAX_VALUE));

        // When
        append(log, 1, 40, 10);

        // Then
        assertThat(log.find(8)).isNull();
        assertThat(log.find(9).id()).isEqualTo(9);
        assertThat(log.find(40).id()).isEqualTo(40);
        assertThat(log.find(41)).isNull();
    }

    @Test
    void keepsTheNewestUpToItsBytes() {
        // Given
        RecentLog log = new RecentLog(100, 1024, 10_000, new RecentLogBudget(Long.MAX_VALUE));

        // When
        append(log, 101, 150, 1_000);

        // Then
        long kept = LongStream.rangeClosed(101, 150)
                .filter(id -> log.find(id) != null)
                .count();
        assertThat(kept).isBetween(8L, 10L);
        assertThat(log.find(150)).isNotNull();
    }

    @Test
    void theNewestStaysHoweverLargeItIs() {
        RecentLog log = new RecentLog(0, 16, 100, new RecentLogBudget(Long.MAX_VALUE));
        append(log, 1, 2, 5_000);
        assertThat(log.find(1)).isNull();
        assertThat(log.find(2)).isNotNull();
    }

    @Test
    void aGapIsRejected() {
        RecentLog log = new RecentLog(5, 16, 1_000, new RecentLogBudget(Long.MAX_VALUE));
        assertThatThrownBy(() -> log.append(frame(7, 10))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void clearedLogGivesEverythingBackAndGoesOn() {
        // Given
        RecentLogBudget budget = new RecentLogBudget(Long.MAX_VALUE);
        RecentLog log = new RecentLog(0, 64, Long.MAX_VALUE, budget);
        append(log, 1, 40, 10);

        // When
        log.clear();
        long left = budget.bytes();
        append(log, 41, 60, 10);

        // Then
        assertThat(left).isZero();
        assertThat(log.find(40)).isNull();
        assertThat(LongStream.rangeClosed(41, 60))
                .allSatisfy(id -> assertThat(log.find(id).id()).isEqualTo(id));
    }

    private static void append(RecentLog log, long from, long through, int bytes) {
        for (long id = from; id <= through; id++) {
            log.append(frame(id, bytes));
        }
    }

    static Frame frame(long id, int bytes) {
        return Frames.of(id, null, "test", new byte[bytes]);
    }
}
