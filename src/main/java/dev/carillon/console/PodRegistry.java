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

/** The last report of each pod. From any thread. */
@Singleton
class PodRegistry {

    // Ten times the size of a report with the largest history and the most organizations.
    private static final int MAX_BYTES = 256 * 1024;

    private final ObjectMapper json;
    private final ConsoleConfig config;
    private final Counter dropped;
    private final ConcurrentHashMap<String, Heard> pods = new ConcurrentHashMap<>();

    /** A report, and when it came by the clock of {@link System#nanoTime}. */
    record Heard(PodStatus report, long at) {}

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
        if (complete && (pods.containsKey(report.pod()) || pods.size() < config.maxPods())) {
            pods.put(report.pod(), new Heard(report, System.nanoTime()));
        } else {
            dropped.increment();
        }
    }

    void forget() {
        pods.clear();
    }

    /** Sorted by name, without pods that have been silent for too long. */
    List<Heard> all() {
        long now = System.nanoTime();
        pods.values().removeIf(heard -> now - heard.at() > config.forgetAfter().toNanos());
        return pods.values().stream()
                .sorted(Comparator.comparing(heard -> heard.report().pod()))
                .toList();
    }
}
