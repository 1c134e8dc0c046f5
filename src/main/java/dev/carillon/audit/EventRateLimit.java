package dev.carillon.audit;

import java.util.function.LongSupplier;

/** How many events of one kind are recorded in a second, and how many were left out. From any thread. */
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

    /** One that has got a place and no room after all. */
    synchronized void giveUp() {
        leftOut++;
    }

    /** How many were left out in seconds that are over, since this was last asked. */
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
