package dev.carillon.limit;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts each organization's streams on this pod, and charges the organization for writing to all of them. A notification
 * for everybody costs its creator one request, but the pod one delivery per stream. From any thread.
 */
@Singleton
public class Audiences {

    private final ConcurrentHashMap<String, Integer> streams = new ConcurrentHashMap<>();
    private final LimitConfig config;
    private final Points points;

    @Inject
    Audiences(LimitConfig config, Points points) {
        this.config = config;
        this.points = points;
    }

    /** Counts a stream that was opened. Call {@link #leave} once when it ends. */
    public void join(String organizationId) {
        streams.merge(organizationId, 1, Integer::sum);
    }

    public void leave(String organizationId) {
        streams.computeIfPresent(organizationId, (o, count) -> count == 1 ? null : count - 1);
    }

    /** Charges after the commit, so only later requests can be rejected for it. */
    public void pay(String organizationId, int forEverybody) {
        if (forEverybody > 0 && config.recipientsPerPoint() > 0) {
            long deliveries = (long) forEverybody * streams.getOrDefault(organizationId, 0);
            points.chargeOrganization(organizationId, (int) (deliveries / config.recipientsPerPoint()));
        }
    }
}
