package dev.carillon.limit;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shares a limited number of places or bytes of a pod. Neither one caller nor one organization gets all of them. Callers
 * that hold nothing take no memory. From any thread; never blocks.
 */
final class FairPermits {

    private final Bounds bounds;
    private final Map<String, Long> callers = new HashMap<>();
    private final Map<String, Long> organizations = new HashMap<>();
    private long taken;

    FairPermits(Bounds bounds) {
        this.bounds = bounds;
    }

    /** Null if the amount was taken; the taker gives it back later. Otherwise the share that is used up. */
    synchronized @Nullable QuotaScope take(QuotaOwner owner, long amount) {
        if (isBeyond(callers.getOrDefault(owner.name(), 0L), amount, bounds.perCaller())) {
            return QuotaScope.CALLER;
        }
        if (isBeyond(organizations.getOrDefault(owner.organizationId(), 0L), amount, bounds.perOrganization())) {
            return QuotaScope.ORGANIZATION;
        }
        if (isBeyond(taken, amount, bounds.perPod())) {
            return QuotaScope.POD;
        }
        taken += amount;
        callers.merge(owner.name(), amount, Long::sum);
        organizations.merge(owner.organizationId(), amount, Long::sum);
        return null;
    }

    /** A holder that has nothing yet may take even more than the bound, or a large amount could never be taken. */
    private static boolean isBeyond(long held, long amount, long max) {
        return max > 0 && held > 0 && held + amount > max;
    }

    synchronized void giveBack(QuotaOwner owner, long amount) {
        taken -= amount;
        giveBack(callers, owner.name(), amount);
        giveBack(organizations, owner.organizationId(), amount);
    }

    private static void giveBack(Map<String, Long> holders, String name, long amount) {
        holders.computeIfPresent(name, (n, held) -> held == amount ? null : held - amount);
    }

    synchronized long taken() {
        return taken;
    }

    /** The largest amounts that may be held at a time; 0 for no limit. */
    record Bounds(long perPod, long perOrganization, long perCaller) {}
}
