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

/** The last word of each pod. From any thread. */
@Singleton
class PodRegistry {

    // A report of the largest history and the most organizations has a tenth of it; anything above is none of ours.
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
                .description("Reports that could not be read, or came from more pods than the console keeps")
                .register(registry);
    }

    /** What came over the bus; what is no report is dropped and counted. */
    void hear(byte[] message) {
        try {
            if (message.length <= MAX_BYTES) {
                hear(json.readValue(message, PodStatus.class));
                return;
            }
        } catch (IOException | IllegalArgumentException notAReport) {
            // Counted below; a newer version may speak otherwise.
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

    /** By name, without those that have not been heard for long. */
    List<Heard> all() {
        long now = System.nanoTime();
        pods.values().removeIf(heard -> now - heard.at() > config.forgetAfter().toNanos());
        return pods.values().stream()
                .sorted(Comparator.comparing(heard -> heard.report().pod()))
                .toList();
    }
}
