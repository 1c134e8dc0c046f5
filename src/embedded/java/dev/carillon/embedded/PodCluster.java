package dev.carillon.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Several pods over one PostgreSQL and one Redis, which it leaves running at the end. */
public final class PodCluster implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(120);

    private final List<Pod> pods;
    private final ExpressSessions sessions;

    private PodCluster(List<Pod> pods, ExpressSessions sessions) {
        this.pods = List.copyOf(pods);
        this.sessions = sessions;
    }

    /** Returns when {@code count} pods, {@code pod-1} and so on, are ready. */
    public static PodCluster start(EmbeddedServices services, int count) {
        return start(services, PodSettings.of("cluster"), count);
    }

    public static PodCluster start(EmbeddedServices services, PodSettings settings, int count) {
        return start(services, number -> settings, count);
    }

    /** For pods that differ, such as one that reaches Redis through a proxy. Numbers begin with 1. */
    public static PodCluster start(EmbeddedServices services, IntFunction<PodSettings> settings, int count) {
        Queue<Pod> started = new ConcurrentLinkedQueue<>();
        try {
            List<Pod> pods = InParallel.each(numbers(count), number -> {
                Pod pod = startPod("pod-" + number, services, settings.apply(number));
                started.add(pod);
                return pod;
            });
            String secret = settings.apply(1).sessionSecret();
            return new PodCluster(pods, ExpressSessions.in(services.redis(), secret));
        } catch (RuntimeException e) {
            started.forEach(Pod::kill);
            throw e;
        }
    }

    public List<Pod> pods() {
        return pods;
    }

    /** Numbers begin with 1, as in {@code pod-1}. */
    public Pod pod(int number) {
        return pods.get(number - 1);
    }

    /** Sessions that these pods accept. */
    public ExpressSessions sessions() {
        return sessions;
    }

    /** Terminates all pods side by side. */
    @Override
    public void close() {
        sessions.close();
        InParallel.each(pods, Pod::terminate);
    }

    private static Pod startPod(String name, EmbeddedServices services, PodSettings settings) {
        for (int attempt = 1; ; attempt++) {
            Pod pod = Pod.start(name, services, settings);
            try {
                return pod.awaitReady(START_PATIENCE);
            } catch (PodFailure e) {
                pod.kill();
                if (attempt == Ports.ATTEMPTS || settings.httpPort() != 0 || !e.isTakenPort()) {
                    throw e;
                }
            }
        }
    }

    private static List<Integer> numbers(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList();
    }
}
