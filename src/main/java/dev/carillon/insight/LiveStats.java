package dev.carillon.insight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * A pod's state at any moment, counted as notifications pass. Reading it must not cost the event loops a lock, or a walk
 * through their clients. From any thread.
 */
public final class LiveStats {

    private static final Comparator<PodStats.Share> BY_CLIENTS =
            Comparator.comparingLong(PodStats.Share::clients).thenComparing(PodStats.Share::organizationId);

    private final ConcurrentHashMap<String, Long> clients = new ConcurrentHashMap<>();
    private final LongAdder behind = new LongAdder();
    private final LongAdder committed = new LongAdder();
    private final LongAdder written = new LongAdder();
    private final LongAdder delayMillis = new LongAdder();
    private final LongAccumulator slowestMillis = new LongAccumulator(Math::max, 0);
    private volatile double probeMillis = Double.NaN;

    public void joined(String organizationId) {
        clients.merge(organizationId, 1L, Long::sum);
    }

    public void left(String organizationId) {
        clients.computeIfPresent(organizationId, (id, count) -> count == 1 ? null : count - 1);
    }

    /** One more client (1), or one fewer (-1), is behind. */
    public void behind(int difference) {
        behind.add(difference);
    }

    /** How many clients are behind. */
    public long clientsBehind() {
        return behind.sum();
    }

    public void committed(int notifications) {
        committed.add(notifications);
    }

    /** @param millis since the commit, by two clocks: negative if the database's is ahead */
    public void written(int toClients, long millis) {
        if (toClients > 0) {
            long delay = Math.max(0, millis);
            written.add(toClients);
            delayMillis.add(delay * toClients);
            slowestMillis.accumulate(delay);
        }
    }

    public void probed(double millis) {
        probeMillis = millis;
    }

    public PodStats podStats(int shares, boolean busDelivers) {
        PriorityQueue<PodStats.Share> largest = new PriorityQueue<>(BY_CLIENTS);
        long all = 0;
        int organizations = 0;
        for (Map.Entry<String, Long> entry : clients.entrySet()) {
            all += entry.getValue();
            organizations++;
            largest.add(new PodStats.Share(entry.getKey(), entry.getValue()));
            if (largest.size() > shares) {
                largest.remove();
            }
        }
        List<PodStats.Share> sorted = new ArrayList<>(largest);
        sorted.sort(BY_CLIENTS.reversed());
        return new PodStats(
                all,
                behind.sum(),
                committed.sum(),
                written.sum(),
                delayMillis.sum(),
                slowestMillis.getThenReset(),
                busDelivers,
                probeMillis,
                organizations,
                sorted);
    }
}
