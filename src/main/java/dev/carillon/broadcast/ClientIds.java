package dev.carillon.broadcast;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Client ids in the Express application's form {@code userId-organizationId-timestamp}. The timestamp has three more digits
 * than milliseconds need. They make ids rise strictly within a pod. They begin at random, so that two pods that one user
 * reaches in the same millisecond hardly ever make the same id. From any thread.
 */
final class ClientIds {

    private static final int STEPS_PER_MILLI = 1000;

    private final Clock clock;
    private final RandomGenerator random;
    private final AtomicLong last = new AtomicLong();

    ClientIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    String next(String userId, String organizationId) {
        long now = clock.millis() * STEPS_PER_MILLI + random.nextInt(STEPS_PER_MILLI);
        long unique = last.updateAndGet(previous -> Math.max(previous + 1, now));
        return userId + "-" + organizationId + "-" + unique;
    }
}
