package dev.carillon.stream;

import dev.carillon.broadcast.Loop;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One timer for all connections of an event loop: a wheel with a slot for each second of the interval. Each second
 * looks after one slot, so that ten thousand connections cost neither ten thousand timers nor one moment of work for
 * all. Owned by its loop.
 */
final class KeepAlive {

    private static final Duration TICK = Duration.ofSeconds(1);

    private final Loop loop;
    private final Clock clock;
    private final Upkeep upkeep;
    private final List<Set<StreamClient>> slots = new ArrayList<>();
    private int next;
    private int filled;

    KeepAlive(Loop loop, Clock clock, StreamConfig config, Upkeep upkeep) {
        this.loop = loop;
        this.clock = clock;
        this.upkeep = upkeep;
        long size = Math.max(1, config.keepAlive().toSeconds());
        for (long i = 0; i < size; i++) {
            slots.add(new LinkedHashSet<>());
        }
        loop.schedule(TICK, this::tick);
    }

    /** Gives the slot that the client is to be removed from. */
    Set<StreamClient> add(StreamClient client) {
        // In turn rather than by the current second, so that a herd that connects at once is spread.
        filled = (filled + 1) % slots.size();
        slots.get(filled).add(client);
        return slots.get(filled);
    }

    private void tick() {
        KeepAliveBytes bytes = new KeepAliveBytes(clock.instant());
        for (StreamClient client : List.copyOf(slots.get(next))) {
            upkeep.tend(client, bytes);
        }
        next = (next + 1) % slots.size();
        loop.schedule(TICK, this::tick);
    }
}
