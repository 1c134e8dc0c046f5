package dev.carillon.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shares one pod's rate fairly. A caller never exceeds its own rate. An organization that is alone may use the whole pod.
 * Beside others it is held to its own rate even if the pod has capacity left, because a flood must not make the neighbors
 * wait for processors. If all together want more than the pod has, each active organization gets an equal part, and no
 * request within that part is rejected. From any thread; no I/O.
 */
final class FairRateLimiter {

    private final Rates rates;
    private final RateLimit podsSpare;
    private final LongSupplier micros;
    private final ActiveOrganizations active;
    private final LocalRateLimiter callers;
    private final LocalRateLimiter organizations;
    private final LocalRateLimiter parts;
    private final AtomicLong podFullAt = new AtomicLong(Long.MIN_VALUE);

    FairRateLimiter(Rates rates, Memory memory) {
        this.rates = rates;
        this.podsSpare =
                new RateLimit(rates.pod().perSecond(), Math.max(1, rates.pod().burst() / 2));
        this.micros = memory.micros();
        this.active = new ActiveOrganizations(memory.maxCallers(), memory.activeFor(), micros);
        this.callers = new LocalRateLimiter(memory.maxCallers(), micros);
        this.organizations = new LocalRateLimiter(memory.maxCallers(), micros);
        this.parts = new LocalRateLimiter(memory.maxCallers(), micros);
    }

    /** Null if the points were taken; otherwise the share that lacks them, and for how long. */
    @Nullable
    Rejected take(QuotaOwner owner, int points) {
        Duration pause = callers.take(owner.name(), rates.of(owner), points);
        if (!pause.isZero()) {
            return new Rejected(QuotaScope.CALLER, pause);
        }
        String organizationId = owner.organizationId();
        int sharing = active.with(organizationId);
        pause = organizations.take(organizationId, rates.organization(), points);
        boolean beyond = !pause.isZero();
        if (beyond && (sharing > 1 || rates.pod().isUnlimited())) {
            return new Rejected(QuotaScope.ORGANIZATION, pause);
        }
        if (rates.pod().isUnlimited()) {
            return null;
        }
        if (!beyond
                && parts.take(organizationId, rates.partOfPod(sharing), points).isZero()) {
            LocalRateLimiter.charge(podFullAt, podsSpare, points, micros);
            return null;
        }
        Duration podsPause = LocalRateLimiter.take(podFullAt, podsSpare, points, micros);
        if (podsPause.isZero()) {
            return null;
        }
        return beyond ? new Rejected(QuotaScope.ORGANIZATION, pause) : new Rejected(QuotaScope.POD, podsPause);
    }

    /** Charges points that were already used. A share that lacks them goes into debt. */
    void charge(QuotaOwner owner, int points) {
        callers.charge(owner.name(), rates.of(owner), points);
        charge(owner.organizationId(), points);
    }

    /** As above, without a particular caller. */
    void charge(String organizationId, int points) {
        organizations.charge(organizationId, rates.organization(), points);
        if (!rates.pod().isUnlimited()) {
            LocalRateLimiter.charge(podFullAt, podsSpare, points, micros);
        }
    }

    /** @param pause until the points are available */
    record Rejected(QuotaScope share, Duration pause) {}

    /** The rates of a user, a backend, an organization and the pod. */
    record Rates(RateLimit user, RateLimit backend, RateLimit organization, RateLimit pod) {

        RateLimit of(QuotaOwner owner) {
            return owner.isBackend() ? backend : user;
        }

        /** An equal part for each, with one part kept for the next organization. */
        RateLimit partOfPod(int sharing) {
            return new RateLimit(
                    Math.max(1, pod.perSecond() / (sharing + 1)), Math.max(1, pod.burst() / (sharing + 1)));
        }
    }

    /**
     * @param maxCallers how many callers, and how many organizations, have a bucket at once
     * @param activeFor how long an organization counts as active after a request
     * @param micros a monotonic clock in microseconds
     */
    record Memory(int maxCallers, Duration activeFor, LongSupplier micros) {
        static Memory of(LimitConfig config) {
            return new Memory(config.localCallers(), config.activeFor(), LocalRateLimiter.MICROS);
        }
    }
}
