package dev.carillon.courier;

import dev.carillon.webhook.WebhookConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The requests that a pod has in flight, and its room for more. Endpoints that were slow or failed the last time share a part of
 * the whole, so that any number of them leaves room for the others. Owned by the courier's thread.
 */
final class InFlight {

    /** Of endpoints beyond, it is forgotten that they were slow. */
    private static final int MAX_SLOW = 10_000;

    private final WebhookConfig config;
    private final Map<String, Integer> byEndpoint = new HashMap<>();
    private final Map<String, Boolean> slow = new LinkedHashMap<>();
    private int total;
    private int toSlow;

    InFlight(WebhookConfig config) {
        this.config = config;
    }

    int total() {
        return total;
    }

    int room() {
        return config.maxInFlight() - total;
    }

    /** The places that a claim has to leave free: as many as an endpoint has in flight, or all that it may have. */
    Map<String, Integer> busy() {
        Map<String, Integer> busy = new HashMap<>(byEndpoint);
        if (toSlow >= config.maxInFlightToSlow()) {
            slow.keySet().forEach(endpoint -> busy.put(endpoint, config.maxInFlightPerEndpoint()));
        }
        return busy;
    }

    void started(String endpointId) {
        total++;
        byEndpoint.merge(endpointId, 1, Integer::sum);
        if (slow.containsKey(endpointId)) {
            toSlow++;
        }
    }

    void ended(String endpointId, boolean success, Duration took) {
        total--;
        int left = byEndpoint.merge(endpointId, -1, Integer::sum);
        if (slow.containsKey(endpointId)) {
            toSlow--;
        }
        if (left == 0) {
            byEndpoint.remove(endpointId);
        }
        note(endpointId, !success || took.compareTo(config.slowAfter()) > 0, left);
    }

    /** @param left of its requests in flight, which change their share with it */
    private void note(String endpointId, boolean isSlow, int left) {
        boolean wasSlow = slow.containsKey(endpointId);
        if (isSlow && !wasSlow) {
            slow.put(endpointId, true);
            toSlow += left;
        } else if (!isSlow && wasSlow) {
            slow.remove(endpointId);
            toSlow -= left;
        }
        if (slow.size() > MAX_SLOW) {
            String oldest = slow.keySet().iterator().next();
            slow.remove(oldest);
            toSlow -= byEndpoint.getOrDefault(oldest, 0);
        }
    }
}
