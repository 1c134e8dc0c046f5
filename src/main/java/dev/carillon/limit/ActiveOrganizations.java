package dev.carillon.limit;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Counts the organizations that made a request recently: in the present time span or the one before. At most {@code max}
 * per span are counted. From any thread.
 */
final class ActiveOrganizations {

    private final int max;
    private final long spanMicros;
    private final LongSupplier micros;
    private Set<String> present = new HashSet<>();
    private Set<String> before = new HashSet<>();
    private long presentSince;
    private int count;

    /** @param activeFor the longest time that a request counts; it counts for at least half of that */
    ActiveOrganizations(int max, Duration activeFor, LongSupplier micros) {
        this.max = max;
        this.spanMicros = Math.max(1, activeFor.toNanos() / 2_000);
        this.micros = micros;
        this.presentSince = micros.getAsLong();
    }

    /** Includes this organization, which makes a request now. Callers without a credential count only for themselves. */
    synchronized int with(String organizationId) {
        advance(micros.getAsLong());
        if (organizationId.equals(QuotaOwner.NOBODY.organizationId())) {
            return count + 1;
        }
        if (present.size() < max && present.add(organizationId) && !before.contains(organizationId)) {
            count++;
        }
        return Math.max(1, count);
    }

    private void advance(long now) {
        long spans = (now - presentSince) / spanMicros;
        if (spans > 0) {
            before = spans == 1 ? present : new HashSet<>();
            present = new HashSet<>();
            presentSince += spans * spanMicros;
            count = before.size();
        }
    }
}
