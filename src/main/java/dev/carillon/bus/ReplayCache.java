package dev.carillon.bus;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the MACs of accepted messages, so that a replay is rejected. The size is limited: a MAC that is evicted
 * before
 * its message has expired could be replayed until then, and is counted. Owned by the bus's context.
 */
final class ReplayCache {

    // Two hundred bytes each. More than all pods send in half a minute, apart from notifications.
    static final int CAPACITY = 16_384;

    private final Map<String, Long> takenAt = new LinkedHashMap<>();
    private final long keptMicros;
    private final Runnable onForgotten;

    /** @param onForgotten called for each MAC that is evicted before its message has expired */
    ReplayCache(long keptMicros, Runnable onForgotten) {
        this.keptMicros = keptMicros;
        this.onForgotten = onForgotten;
    }

    /** False for a replay. */
    boolean isNew(String mac, long nowMicros) {
        if (takenAt.putIfAbsent(mac, nowMicros) != null) {
            return false;
        }
        Iterator<Long> oldest = takenAt.values().iterator();
        while (oldest.hasNext()) {
            // Twice the age: a message that is ahead of this pod's clock by that much stays valid for that much longer.
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
