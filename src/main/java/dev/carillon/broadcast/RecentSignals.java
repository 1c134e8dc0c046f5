package dev.carillon.broadcast;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Remembers the last signals, because a pod's own signal goes to its clients at once, and comes back over the bus. Owned
 * by the channel's loop.
 */
final class RecentSignals {

    // More than are ever under way between a pod and Redis. A forgotten signal is only sent twice.
    private static final int REMEMBERED = 256;

    private final Set<Key> seen = new LinkedHashSet<>();

    /** False if an identical signal was seen a moment ago; two signals differ at least in their version or time. */
    boolean isNew(BusMessage.Signal signal) {
        if (!seen.add(new Key(signal.userId(), ByteBuffer.wrap(signal.json())))) {
            return false;
        }
        if (seen.size() > REMEMBERED) {
            seen.remove(seen.iterator().next());
        }
        return true;
    }

    private record Key(String userId, ByteBuffer json) {}
}
