package dev.carillon.limit;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many streams each organization has on this pod, and what it pays for writing to all of them: a notification for
 * everybody costs its creator one request, and the pod as many deliveries as there are streams. From any thread.
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

    /** Of a stream that was opened; to be followed by {@link #leave}, once. */
    public void join(String organizationId) {
        streams.merge(organizationId, 1, Integer::sum);
    }

    public void leave(String organizationId) {
        streams.computeIfPresent(organizationId, (o, count) -> count == 1 ? null : count - 1);
    }

    /** After the commit: nothing is refused for it but what is asked for later. */
    public void pay(String organizationId, int forEverybody) {
        if (forEverybody > 0 && config.recipientsPerPoint() > 0) {
            long deliveries = (long) forEverybody * streams.getOrDefault(organizationId, 0);
            points.chargeOrganization(organizationId, (int) (deliveries / config.recipientsPerPoint()));
        }
    }
}
