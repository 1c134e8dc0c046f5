package dev.carillon.bus;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The MACs of what was taken lately, so that the same is not taken again. Bounded: what is forgotten before its time
 * could be replayed for the rest of it, and is counted. Owned by the bus's context.
 */
final class ReplayCache {

    // Two hundred bytes each. More than pods say about streams and counts in half a minute, notifications apart.
    static final int CAPACITY = 16_384;

    private final Map<String, Long> takenAt = new LinkedHashMap<>();
    private final long keptMicros;
    private final Runnable onForgotten;

    /** @param onForgotten told of each that had to go before its time */
    ReplayCache(long keptMicros, Runnable onForgotten) {
        this.keptMicros = keptMicros;
        this.onForgotten = onForgotten;
    }

    /** False where it was taken before. */
    boolean isNew(String mac, long nowMicros) {
        if (takenAt.putIfAbsent(mac, nowMicros) != null) {
            return false;
        }
        Iterator<Long> oldest = takenAt.values().iterator();
        while (oldest.hasNext()) {
            // Twice: one that was ahead of this pod's clock by as much is believed for as much longer.
            boolean over = nowMicros - oldest.next() > 2 * keptMicros;
            if (!over && takenAt.size() <= CAPACITY) {
                break;
            }
            if (!over) {
                onForgotten.run();
            }
            oldest.remove();
        }
        return true;
    }
}
