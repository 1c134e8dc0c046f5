package dev.carillon.socket;

import java.time.Duration;

/**
 * The one thread that owns a piece of state: an event loop, or a simulated one. What is handed to it runs in the order
 * of handing over; nothing handed to it may block.
 */
public interface Loop {

    void execute(Runnable task);

    /** Once, not before {@code delay} has passed. */
    void schedule(Duration delay, Runnable task);

    /** By a clock that only goes forward. */
    long nanoTime();
}
