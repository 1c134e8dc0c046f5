package dev.carillon.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The last report of each pod. Pods that have been given the same name are kept apart by their processes, and a pod that
 * starts again takes the place of the one before. From any thread.
 */
@Singleton
class PodRegistry {

    // Ten times the size of a report with the largest history and the most organizations.
    private static final int MAX_BYTES = 256 * 1024;

    private final ObjectMapper json;
    private final ConsoleConfig config;
    private final Counter dropped;
    private final ConcurrentHashMap<Key, Heard> pods = new ConcurrentHashMap<>();

    private record Key(String pod, @Nullable String process) {

        static Key of(PodStatus report) {
            return new Key(report.pod(), report.process());
        }
    }

    /** A report, and when it came by the clock of {@link System#nanoTime}. */
    record Heard(PodStatus report, long at) {

        private Heard withProcessInName() {
            String process = report.process();
            return process == null ? this : new Heard(report.called(report.pod() + " (" + process + ")"), at);
        }
    }

    @Inject
    PodRegistry(ObjectMapper json, ConsoleConfig config, MeterRegistry registry) {
        this.json = json;
        this.config = config;
        this.dropped = Counter.builder("carillon.console.reports.dropped")
                .description("Reports that were dropped: unreadable, or from more pods than the console keeps")
                .register(registry);
    }

    /** Takes a message from the bus; an unreadable report is dropped and counted. */
    void hear(byte[] message) {
        try {
            if (message.length <= MAX_BYTES) {
                hear(json.readValue(message, PodStatus.class));
                return;
            }
        } catch (IOException | IllegalArgumentException notAReport) {
            // Counted below; a newer version may use another form.
        }
        dropped.increment();
    }

    void hear(PodStatus report) {
        boolean complete = report != null
                && report.pod() != null
                && report.moment() != null
                && report.largest() != null
                && report.largest().stream().allMatch(share -> share != null && share.id() != null)
                && report.history() != null
                && report.history().stream().allMatch(Objects::nonNull);
        if (!complete) {
            dropped.increment();
            return;
        }
        long now = System.nanoTime();
        forgetPredecessor(report, now);
        Key key = Key.of(report);
        if (pods.containsKey(key) || pods.size() < config.maxPods()) {
            pods.put(key, new Heard(report, now));
        } else {
            dropped.increment();
        }
    }

    /** One that was heard last before this one began. A living pod of the same name is heard again within an interval. */
    private void forgetPredecessor(PodStatus report, long now) {
        long began = now - TimeUnit.SECONDS.toNanos(report.uptimeSeconds());
        pods.entrySet()
                .removeIf(known -> known.getKey().pod().equals(report.pod())
                        && !known.getKey().equals(Key.of(report))
                        && known.getValue().at() - began < 0);
    }

    void forget() {
        pods.clear();
    }

    /**
     * Sorted by name, without pods that have been silent for too long. Pods of one name are called by name and process.
     */
    List<Heard> all() {
        long now = System.nanoTime();
        pods.values().removeIf(heard -> now - heard.at() > config.forgetAfter().toNanos());
        List<Heard> all = List.copyOf(pods.values());
        return all.stream()
                .map(heard -> isAlone(heard, all) ? heard : heard.withProcessInName())
                .sorted(Comparator.comparing(heard -> heard.report().pod()))
                .toList();
    }

    private static boolean isAlone(Heard heard, List<Heard> all) {
        return all.stream()
                .noneMatch(other -> other != heard
                        && other.report().pod().equals(heard.report().pod()));
    }
}
