package dev.carillon.outbox;

import java.time.Duration;

/** How long to wait between two sweeps: briefly while something is published, and longer after a second of silence. */
final class SweepPace {

    private static final long SILENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Duration busy;
    private final Duration idle;
    private Duration wait;
    private long silentNanos;

    SweepPace(Duration busy, Duration idle) {
        this.busy = busy;
        this.idle = idle;
        this.wait = busy;
    }

    Duration after(int rows) {
        if (rows > 0) {
            wait = busy;
            silentNanos = 0;
            return wait;
        }
        silentNanos += wait.toNanos();
        if (silentNanos >= SILENCE_NANOS) {
            Duration doubled = wait.multipliedBy(2);
            wait = doubled.compareTo(idle) < 0 ? doubled : idle;
        }
        return wait;
    }
}
