package dev.carillon.stream;

import dev.carillon.fanout.DisconnectReason;
import dev.carillon.socket.Loop;
import dev.carillon.socket.LoopTimer;
import dev.carillon.supervision.Supervised;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * One timer for all connections of an event loop: a wheel with a slot for each second of the interval. Each tick serves
 * one slot, so that ten thousand connections need neither ten thousand timers nor one long burst of work.
 * Owned by its loop.
 */
final class KeepAlive {

    private static final Logger LOG = Logger.getLogger(KeepAlive.class);

    // Not tenths of a second: sending to several hundred clients in a row keeps the code and data in the caches, and
    // costs a third less per client than sending to a few dozen.
    private static final Duration TICK = Duration.ofSeconds(1);
    // Clients per turn of the loop, a few milliseconds of work: notifications are sent between the turns.
    private static final int PORTION = 250;

    private final Loop loop;
    private final Clock clock;
    private final BiConsumer<StreamClient, KeepAliveBytes> maintenance;
    private final Duration tick;
    private final List<Set<StreamClient>> slots = new ArrayList<>();
    private int next;
    private int filled;
    private long due;

    KeepAlive(Loop loop, Clock clock, Duration interval, BiConsumer<StreamClient, KeepAliveBytes> maintenance) {
        this.loop = loop;
        this.clock = clock;
        this.maintenance = maintenance;
        long size = Math.max(1, interval.dividedBy(TICK));
        Duration even = interval.dividedBy(size);
        // An interval of zero would occupy the loop entirely.
        this.tick = even.compareTo(TICK) < 0 ? TICK : even;
        for (long i = 0; i < size; i++) {
            slots.add(new LinkedHashSet<>());
        }
        due = loop.nanoTime();
        LoopTimer.start(loop, Supervised.KEEP_ALIVE, this::untilNext, this::tick);
    }

    /** Returns the slot, from which the client is to be removed at its end. */
    Set<StreamClient> add(StreamClient client) {
        // In turn and not by the current slot, so that clients that connect at the same moment are spread.
        filled = (filled + 1) % slots.size();
        slots.get(filled).add(client);
        return slots.get(filled);
    }

    private void tick() {
        Set<StreamClient> slot = slots.get(next);
        next = (next + 1) % slots.size();
        check(slot, new ArrayList<>(slot), new KeepAliveBytes(clock.instant()));
    }

    private void check(Set<StreamClient> slot, List<StreamClient> clients, KeepAliveBytes bytes) {
        int portion = Math.min(clients.size(), PORTION);
        for (StreamClient client : clients.subList(0, portion)) {
            // It may have left since the tick.
            if (slot.contains(client)) {
                check(client, bytes);
            }
        }
        if (clients.size() > portion) {
            loop.execute(() -> check(slot, clients.subList(portion, clients.size()), bytes));
        }
    }

    /** An exception ends only the client that caused it. */
    private void check(StreamClient client, KeepAliveBytes bytes) {
        try {
            maintenance.accept(client, bytes);
        } catch (RuntimeException e) {
            LOG.errorf(e, "Keep-alive failed: clientId=%s", client.id());
            end(client);
        }
    }

    private static void end(StreamClient client) {
        try {
            client.disconnect(DisconnectReason.FAILED);
        } catch (RuntimeException e) {
            LOG.errorf(e, "Stream could not be ended: clientId=%s", client.id());
        }
    }

    /**
     * Counts from the time that the tick was due, because delays would otherwise add up. A pod that froze skips the
     * missed ticks.
     */
    private Duration untilNext() {
        long now = loop.nanoTime();
        due = Math.max(due + tick.toNanos(), now);
        return Duration.ofNanos(due - now);
    }
}
