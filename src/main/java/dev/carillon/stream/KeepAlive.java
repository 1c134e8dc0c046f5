package dev.carillon.stream;

import dev.carillon.broadcast.Loop;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One timer for all connections of an event loop: a wheel with a slot for each tenth of a second of the interval. Each
 * tick looks after one slot, so that ten thousand connections cost neither ten thousand timers nor one moment of work
 * for all, behind which notifications would wait. Owned by its loop.
 */
final class KeepAlive {

    // A slot of ten thousand connections at 30 s: 33 of them, a fraction of a millisecond.
    private static final Duration TICK = Duration.ofMillis(100);

    private final Loop loop;
    private final Clock clock;
    private final Upkeep upkeep;
    private final List<Set<StreamClient>> slots = new ArrayList<>();
    private int next;
    private int filled;
    private long due;

    KeepAlive(Loop loop, Clock clock, StreamConfig config, Upkeep upkeep) {
        this.loop = loop;
        this.clock = clock;
        this.upkeep = upkeep;
        long size = Math.max(1, config.keepAlive().dividedBy(TICK));
        for (long i = 0; i < size; i++) {
            slots.add(new LinkedHashSet<>());
        }
        due = loop.nanoTime();
        scheduleNext();
    }

    /** Gives the slot that the client is to be removed from. */
    Set<StreamClient> add(StreamClient client) {
        // In turn rather than by the current slot, so that a herd that connects at once is spread.
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
        scheduleNext();
    }

    /** By the time that it was due, otherwise what each turn is late would add up; a pod that froze catches up nothing. */
    private void scheduleNext() {
        long now = loop.nanoTime();
        due = Math.max(due + TICK.toNanos(), now);
        loop.schedule(Duration.ofNanos(due - now), this::tick);
    }
}
