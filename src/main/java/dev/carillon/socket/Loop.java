package dev.carillon.socket;

import java.time.Duration;

/**
 * The one thread that owns a piece of state: an event loop, or a simulated one. Tasks run in the order in which they
 * are handed over, and must not block. A failure of one is
 * counted and ends nothing else ({@code Supervised}).
 */
public interface Loop {

    void execute(Runnable task);

    /** Runs the task once, not before {@code delay} has passed. */
    void schedule(Duration delay, Runnable task);

    /** Time in nanoseconds, of a clock that only goes forward. */
    long nanoTime();
}
