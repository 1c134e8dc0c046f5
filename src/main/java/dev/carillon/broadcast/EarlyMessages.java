package dev.carillon.broadcast;

import dev.carillon.bus.ByteBudget;
import dev.carillon.fanout.Frame;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An organization's notifications whose messages overtook the one before them. Owned by the channel's loop. */
final class EarlyMessages {

    private record Early(BusMessage.Entry entry, int before) {}

    private final int max;
    private final ByteBudget bytes;
    private final TreeMap<Long, Early> byId = new TreeMap<>();

    /**
     * @param max further ones are dropped, and come from the database
     * @param bytes of all organizations together
     */
    EarlyMessages(int max, ByteBudget bytes) {
        this.max = max;
        this.bytes = bytes;
    }

    /** @param before the mark of the notification before it */
    void keep(BusMessage.Entry entry, int before) {
        if (byId.size() < max && bytes.take(entry.bytes())) {
            forget(byId.put(entry.id(), new Early(entry, before)));
        }
    }

    /** The frame with this id; null if its message did not come. Forgets it and all before. */
    @Nullable
    Frame take(long id) {
        while (!byId.isEmpty() && byId.firstKey() < id) {
            forget(byId.pollFirstEntry().getValue());
        }
        if (byId.isEmpty() || byId.firstKey() > id) {
            return null;
        }
        Early early = byId.pollFirstEntry().getValue();
        forget(early);
        return early.entry().frame(early.before());
    }

    private void forget(@Nullable Early early) {
        if (early != null) {
            bytes.giveBack(early.entry().bytes());
        }
    }

    void clear() {
        byId.values().forEach(this::forget);
        byId.clear();
    }
}
