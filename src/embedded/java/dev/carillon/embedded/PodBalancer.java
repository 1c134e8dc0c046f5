package dev.carillon.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Knows which pods are ready, from their readiness probes, and takes turns among them. */
final class PodBalancer implements AutoCloseable {
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(500);

    private final List<FrontedPod> pods;
    private final Set<FrontedPod> ready = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();
    private final ScheduledExecutorService probes;

    PodBalancer(List<? extends FrontedPod> pods) {
        this.pods = List.copyOf(pods);
        this.probes = Executors.newScheduledThreadPool(pods.size(), PodBalancer::daemon);
        for (FrontedPod pod : pods) {
            probes.scheduleWithFixedDelay(() -> probe(pod), 0, PROBE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    List<FrontedPod> pods() {
        return pods;
    }

    boolean isReady(FrontedPod pod) {
        // A pod that was killed is out at once, not only after its next probe.
        return ready.contains(pod) && pod.isAlive();
    }

    /** The ready pods in the order in which they are to be tried; each call begins with the next one. */
    List<FrontedPod> nextInTurn() {
        List<FrontedPod> candidates = new ArrayList<>(pods);
        Collections.rotate(candidates, -Math.floorMod(turn.getAndIncrement(), candidates.size()));
        candidates.removeIf(pod -> !isReady(pod));
        return candidates;
    }

    @Override
    public void close() {
        ((ExecutorService) probes).shutdownNow();
    }

    private void probe(FrontedPod pod) {
        if (pod.isReady()) {
            ready.add(pod);
        } else {
            ready.remove(pod);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "readiness-probe");
        thread.setDaemon(true);
        return thread;
    }
}
