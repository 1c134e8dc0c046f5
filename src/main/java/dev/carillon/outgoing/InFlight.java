package dev.carillon.outgoing;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The requests that a pod has in flight, and its room for more. Servers that were slow or failed the last time share a part of
 * the whole, so that any number of them leaves room for the others. Owned by one thread.
 */
public final class InFlight {

    /** Of servers beyond, it is forgotten that they were slow. */
    private static final int MAX_SLOW = 10_000;

    private final Limits limits;
    private final Map<String, Integer> byServer = new HashMap<>();
    private final Map<String, Boolean> slow = new LinkedHashMap<>();
    private int total;
    private int toSlow;

    /**
     * The bounds of a pod.
     *
     * @param total of all requests
     * @param perServer of those to one server
     * @param toSlow of those to servers that were slow or failed the last time
     * @param slowAfter a server that takes longer to answer is slow
     */
    public record Limits(int total, int perServer, int toSlow, Duration slowAfter) {}

    public InFlight(Limits limits) {
        this.limits = limits;
    }

    public int total() {
        return total;
    }

    public int room() {
        return limits.total() - total;
    }

    /** The places that a claim has to leave free: as many as a server has in flight, or all that it may have. */
    public Map<String, Integer> busy() {
        Map<String, Integer> busy = new HashMap<>(byServer);
        if (toSlow >= limits.toSlow()) {
            slow.keySet().forEach(server -> busy.put(server, limits.perServer()));
        }
        return busy;
    }

    public void started(String server) {
        total++;
        byServer.merge(server, 1, Integer::sum);
        if (slow.containsKey(server)) {
            toSlow++;
        }
    }

    public void ended(String server, boolean success, Duration took) {
        total--;
        int left = byServer.merge(server, -1, Integer::sum);
        if (slow.containsKey(server)) {
            toSlow--;
        }
        if (left == 0) {
            byServer.remove(server);
        }
        note(server, !success || took.compareTo(limits.slowAfter()) > 0, left);
    }

    /** @param left of its requests in flight, which change their share with it */
    private void note(String server, boolean isSlow, int left) {
        boolean wasSlow = slow.containsKey(server);
        if (isSlow && !wasSlow) {
            slow.put(server, true);
            toSlow += left;
        } else if (!isSlow && wasSlow) {
            slow.remove(server);
            toSlow -= left;
        }
        if (slow.size() > MAX_SLOW) {
            String oldest = slow.keySet().iterator().next();
            slow.remove(oldest);
            toSlow -= byServer.getOrDefault(oldest, 0);
        }
    }
}
