package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.broadcast.LegacyLogLines.LineRate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LineRateTest {

    private final Logger logger = Logger.getLogger(LineRate.class.getName());
    private final List<String> notices = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            notices.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private long now = TimeUnit.SECONDS.toNanos(100);
    private final LineRate rate = new LineRate("sent", 3, () -> now);

    @BeforeEach
    void listen() {
        logger.addHandler(listener);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(listener);
        logger.setUseParentHandlers(true);
    }

    @Test
    void linesBeyondTheRateAreLeftOutAndTheLogSaysSoOnce() {
        // When
        int first = written(10);
        nextSecond();
        int second = written(10);

        // Then
        assertThat(first).isEqualTo(3);
        assertThat(second).isEqualTo(3);
        assertThat(notices).hasSize(1);
    }

    @Test
    void logSaysOnceThatLinesAreWrittenAgainAfterASecondWithinTheRate() {
        // Given
        written(10);
        nextSecond();
        written(3);

        // When
        nextSecond();
        int written = written(1);
        nextSecond();
        written(1);

        // Then
        assertThat(written).isEqualTo(1);
        assertThat(notices).hasSize(2);
    }

    private int written(int lines) {
        int written = 0;
        for (int i = 0; i < lines; i++) {
            written += rate.allows() ? 1 : 0;
        }
        return written;
    }

    private void nextSecond() {
        now += TimeUnit.SECONDS.toNanos(1);
    }
}
