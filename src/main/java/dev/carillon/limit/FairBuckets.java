package dev.carillon.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The rate of one pod, shared fairly. A caller never gets more than a rate of its own. An organization that is
 * alone gets what there is; beside others it gets its rate, and no more, however much is left: a flood must not
 * make the neighbors wait for processors. Should all together want more than the pod has, each of the active ones gets an equal
 * part, and no request within that part is refused. From any thread; no I/O.
 */
final class FairBuckets {

    private final Rates rates;
    private final Rate podsSpare;
    private final LongSupplier micros;
    private final ActiveOrganizations active;
    private final LocalBuckets callers;
    private final LocalBuckets organizations;
    private final LocalBuckets parts;
    private final AtomicLong podFullAt = new AtomicLong(Long.MIN_VALUE);

    FairBuckets(Rates rates, Memory memory) {
        this.rates = rates;
        this.podsSpare =
                new Rate(rates.pod().perSecond(), Math.max(1, rates.pod().burst() / 2));
        this.micros = memory.micros();
        this.active = new ActiveOrganizations(memory.maxCallers(), memory.activeFor(), micros);
        this.callers = new LocalBuckets(memory.maxCallers(), micros);
        this.organizations = new LocalBuckets(memory.maxCallers(), micros);
        this.parts = new LocalBuckets(memory.maxCallers(), micros);
    }

    /** Null if the points were taken, else whose share does not have them, and for how long. */
    Refused take(Payer payer, int points) {
        Duration pause = callers.take(payer.name(), rates.of(payer), points);
        if (!pause.isZero()) {
            return new Refused(Share.CALLER, pause);
        }
        String organizationId = payer.organizationId();
        int sharing = active.with(organizationId);
        pause = organizations.take(organizationId, rates.organization(), points);
        boolean beyond = !pause.isZero();
        if (beyond && (sharing > 1 || rates.pod().isUnlimited())) {
            return new Refused(Share.ORGANIZATION, pause);
        }
        if (rates.pod().isUnlimited()) {
            return null;
        }
        if (!beyond
                && parts.take(organizationId, rates.partOfPod(sharing), points).isZero()) {
            LocalBuckets.charge(podFullAt, podsSpare, points, micros);
            return null;
        }
        Duration podsPause = LocalBuckets.take(podFullAt, podsSpare, points, micros);
        if (podsPause.isZero()) {
            return null;
        }
        return beyond ? new Refused(Share.ORGANIZATION, pause) : new Refused(Share.POD, podsPause);
    }

    /** Takes what was used already. A share without the points owes them. */
    void charge(Payer payer, int points) {
        callers.charge(payer.name(), rates.of(payer), points);
        charge(payer.organizationId(), points);
    }

    /** The same where no caller has asked for it. */
    void charge(String organizationId, int points) {
        organizations.charge(organizationId, rates.organization(), points);
        if (!rates.pod().isUnlimited()) {
            LocalBuckets.charge(podFullAt, podsSpare, points, micros);
        }
    }

    /** @param pause until it would be there */
    record Refused(Share share, Duration pause) {}

    /** The rates of a user, a backend, an organization and the pod. */
    record Rates(Rate user, Rate backend, Rate organization, Rate pod) {

        Rate of(Payer payer) {
            return payer.isBackend() ? backend : user;
        }

        /** An equal part for each, and one for who comes next. */
        Rate partOfPod(int sharing) {
            return new Rate(Math.max(1, pod.perSecond() / (sharing + 1)), Math.max(1, pod.burst() / (sharing + 1)));
        }
    }

    /**
     * @param maxCallers how many callers, and how many organizations, are counted for at once
     * @param activeFor how long an organization that has asked for something counts as one of those that share
     * @param micros the time
     */
    record Memory(int maxCallers, Duration activeFor, LongSupplier micros) {
        static Memory of(LimitConfig config) {
            return new Memory(config.localCallers(), config.activeFor(), LocalBuckets.MICROS);
        }
    }
}
