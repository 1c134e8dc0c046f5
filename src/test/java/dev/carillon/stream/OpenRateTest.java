package dev.carillon.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OpenRateTest {

    private final AtomicLong now = new AtomicLong();
    private final OpenRate rate = new OpenRate(10, now::get);

    @Test
    void aSecondsWorthIsAdmittedAtOnceAndNoMore() {
        assertThat(admitted(25)).isEqualTo(10);
    }

    @Test
    void whatTimeBringsIsAdmittedAgain() {
        // Given
        admitted(25);

        // When
        now.addAndGet(500_000_000L);

        // Then
        assertThat(admitted(25)).isEqualTo(5);
    }

    @Test
    void anIdleHourSavesUpNoMoreThanASecond() {
        now.addAndGet(3_600_000_000_000L);
        assertThat(admitted(25)).isEqualTo(10);
    }

    private long admitted(int attempts) {
        return IntStream.range(0, attempts).filter(i -> rate.admit()).count();
    }
}
