package dev.carillon.testkit;

import dev.carillon.testkit.ChaosProxy.Direction;
import dev.carillon.testkit.ChaosProxy.Weather;
import java.util.concurrent.atomic.AtomicLong;

/** One direction of a link: its rate, its delay, and what has passed. Owned by the thread of the proxy. */
final class ThrottledFlow {
    /** How much of a second may be sent at once; also how soon a throttled link is looked at again. */
    private static final long BURST_NANOS = 20_000_000L;

    private final Direction direction;
    private final AtomicLong forwarded = new AtomicLong();
    private Weather weather = Weather.FAIR;
    private long refilledAt = System.nanoTime();
    private double tokens;

    ThrottledFlow(Direction direction) {
        this.direction = direction;
    }

    long forwarded() {
        return forwarded.get();
    }

    void refill(long now, Weather present) {
        weather = present;
        double burst = Math.max(1, present.bytesPerSecond() * (BURST_NANOS / 1e9));
        tokens = Math.min(burst, tokens + present.bytesPerSecond() * ((now - refilledAt) / 1e9));
        refilledAt = now;
    }

    boolean held() {
        return weather.holds(direction);
    }

    long delayNanos() {
        return weather.delay().toNanos();
    }

    int allowance() {
        return (int) Math.min(Integer.MAX_VALUE, tokens);
    }

    long nextAllowanceAt(long now) {
        return now + BURST_NANOS / 2;
    }

    void passed(int bytes) {
        tokens -= bytes;
        forwarded.addAndGet(bytes);
    }
}
