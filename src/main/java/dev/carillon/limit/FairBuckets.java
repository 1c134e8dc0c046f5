package dev.carillon.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What one pod gives per second, shared fairly: a caller never gets more than a rate of its own. An organization gets its
 * rate in any case, and beyond it what nobody else wants: as long as the pod's bucket is more than half full, so that a
 * flood never finds the other half, and those within their share always do. From any thread; no I/O.
 */
final class FairBuckets {

    private final Rate user;
    private final Rate backend;
    private final Rate organization;
    private final Rate pod;
    private final Rate podsSpare;
    private final LongSupplier micros;
    private final LocalBuckets callers;
    private final LocalBuckets organizations;
    private final AtomicLong podFullAt = new AtomicLong(Long.MIN_VALUE);

    FairBuckets(Rate user, Rate backend, Rate organization, Rate pod, Buckets buckets) {
        this.user = user;
        this.backend = backend;
        this.organization = organization;
        this.pod = pod;
        this.podsSpare = new Rate(pod.perSecond(), Math.max(1, pod.burst() / 2));
        this.micros = buckets.micros();
        this.callers = new LocalBuckets(buckets.maxCallers(), micros);
        this.organizations = new LocalBuckets(buckets.maxCallers(), micros);
    }

    /** Null if the points were taken, else whose share does not have them, and for how long. */
    Refused take(Payer payer, int points) {
        Rate own = payer.isBackend() ? backend : user;
        Duration pause = callers.take(payer.name(), own, points);
        if (!pause.isZero()) {
            return new Refused(Share.CALLER, pause);
        }
        pause = organizations.take(payer.organizationId(), organization, points);
        boolean beyond = !pause.isZero();
        if (pod.isUnlimited()) {
            return beyond ? new Refused(Share.ORGANIZATION, pause) : null;
        }
        Duration podsPause = LocalBuckets.take(podFullAt, beyond ? podsSpare : pod, points, micros);
        if (podsPause.isZero()) {
            return null;
        }
        return beyond ? new Refused(Share.ORGANIZATION, pause) : new Refused(Share.POD, podsPause);
    }

    /** @param pause until it would be there */
    record Refused(Share share, Duration pause) {}

    /**
     * @param maxCallers how many callers, and how many organizations, are counted for at once
     * @param micros the time
     */
    record Buckets(int maxCallers, LongSupplier micros) {
        static Buckets of(LimitConfig config) {
            return new Buckets(config.localCallers(), LocalBuckets.MICROS);
        }
    }
}
