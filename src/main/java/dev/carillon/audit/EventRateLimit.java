package dev.carillon.audit;

import java.util.function.LongSupplier;

/** Limits the events of one kind per second, and counts those that were left out. From any thread. */
final class EventRateLimit {

    private final int perSecond;
    private final LongSupplier seconds;
    private long second;
    private int taken;
    private long leftOut;
    private long toBeTold;

    EventRateLimit(int perSecond, LongSupplier seconds) {
        this.perSecond = perSecond;
        this.seconds = seconds;
        this.second = seconds.getAsLong();
    }

    /** False if this second's share is used up. */
    synchronized boolean take() {
        turnOver();
        if (taken < perSecond) {
            taken++;
            return true;
        }
        leftOut++;
        return false;
    }

    /** Counts an event that was within the rate but found the queue full. */
    synchronized void giveUp() {
        leftOut++;
    }

    /** The number left out in past seconds, since the previous call. */
    synchronized long takeLeftOut() {
        turnOver();
        long count = toBeTold;
        toBeTold = 0;
        return count;
    }

    private void turnOver() {
        long now = seconds.getAsLong();
        if (now != second) {
            second = now;
            taken = 0;
            toBeTold += leftOut;
            leftOut = 0;
        }
    }
}
