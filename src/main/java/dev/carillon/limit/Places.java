package dev.carillon.limit;

import java.util.HashMap;
import java.util.Map;

/**
 * What a pod has only so much of at a time: places, or bytes. Neither one caller nor one organization gets all of it. Who
 * holds nothing takes no memory here. From any thread; never blocks.
 */
final class Places {

    private final Bounds bounds;
    private final Map<String, Long> callers = new HashMap<>();
    private final Map<String, Long> organizations = new HashMap<>();
    private long taken;

    Places(Bounds bounds) {
        this.bounds = bounds;
    }

    /** Null if it was taken, and is to be given back; else whose share does not have it. */
    synchronized Share take(Payer payer, long amount) {
        if (isBeyond(callers.getOrDefault(payer.name(), 0L), amount, bounds.perCaller())) {
            return Share.CALLER;
        }
        if (isBeyond(organizations.getOrDefault(payer.organizationId(), 0L), amount, bounds.perOrganization())) {
            return Share.ORGANIZATION;
        }
        if (isBeyond(taken, amount, bounds.perPod())) {
            return Share.POD;
        }
        taken += amount;
        callers.merge(payer.name(), amount, Long::sum);
        organizations.merge(payer.organizationId(), amount, Long::sum);
        return null;
    }

    /** More than there ever is may be had by whoever is alone. */
    private static boolean isBeyond(long held, long amount, long max) {
        return max > 0 && held > 0 && held + amount > max;
    }

    synchronized void giveBack(Payer payer, long amount) {
        taken -= amount;
        giveBack(callers, payer.name(), amount);
        giveBack(organizations, payer.organizationId(), amount);
    }

    private static void giveBack(Map<String, Long> holders, String name, long amount) {
        holders.computeIfPresent(name, (n, held) -> held == amount ? null : held - amount);
    }

    synchronized long taken() {
        return taken;
    }

    /** How much there is; 0 for any amount. */
    record Bounds(long perPod, long perOrganization, long perCaller) {}
}
