package dev.carillon.broadcast;

import dev.carillon.fanout.Frame;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An organization's notifications whose messages overtook the one before them. Owned by the channel's loop. */
final class EarlyMessages {

    private record Early(BusMessage.Entry entry, int before) {}

    private final int max;
    private final TreeMap<Long, Early> byId = new TreeMap<>();

    /** @param max further ones are dropped, and come from the database */
    EarlyMessages(int max) {
        this.max = max;
    }

    /** @param before the mark of the notification before it */
    void keep(BusMessage.Entry entry, int before) {
        if (byId.size() < max) {
            byId.put(entry.id(), new Early(entry, before));
        }
    }

    /** The frame with this id; null if its message did not come. Forgets it and all before. */
    @Nullable
    Frame take(long id) {
        while (!byId.isEmpty() && byId.firstKey() < id) {
            byId.pollFirstEntry();
        }
        if (byId.isEmpty() || byId.firstKey() > id) {
            return null;
        }
        Early early = byId.pollFirstEntry().getValue();
        return early.entry().frame(early.before());
    }

    void clear() {
        byId.clear();
    }
}
