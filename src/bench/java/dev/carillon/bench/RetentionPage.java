package dev.carillon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cluster.PodMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The samples, the waits of create requests, and a verdict. */
final class RetentionPage {

    private static final String TEXT = """
            # Does retention keep up with %1$,d creates a second?

            **Question.** Do the tables stop growing after the first retention period? Does the oldest row go in time? Do create requests
            notice that a segment is opened or dropped?

            **Data.** One pod with its own retention job, which keeps notifications and idempotency keys for %2$d s, opens a segment of
            notifications each %3$d s and one of keys each %4$d s, and looks each %5$d s. Creates are sent at a fixed rate for %6$d s, whatever the
            answers: requests with %15$d notifications and one idempotency key each, in 100 organizations of one client, over 64 connections.
            The pod's group commit writes %7$.1f notifications in a transaction on average. Beside them, users list their newest 20 notifications and
            mark them read, %8$,d marks in all. *oldest* is the age of the oldest notification and of the oldest key. *slowest* is the
            longest wait for an answer since the line before.

            **Machine.** %9$d processors for the pod, PostgreSQL with commits synced to disk, Redis and the generator `%10$s`; %11$s, Java
            %12$s; shared with other work.

            **Command.** `src/bench/retention %6$d%13$s` writes this page:

            %14$s
            """;

    private static final double STEADY = 1.1;
    private static final double REACHED = 0.98;
    private static final double PATIENCE_MILLIS = 1_000;
    private static final int SEGMENTS_OF_LOG = 10;
    private static final int SEGMENTS_OF_KEYS = 4;
    private static final int DEFAULT_RATE = 5_000;

    private final int seconds;
    private final int rate;
    private final int batch;
    private final int retention;
    private final int look;
    private final List<Kept> samples;
    private final JsonNode report;
    private final PodMetrics pod;
    private final Markers markers;
    private final SlowAnswers answers;

    RetentionPage(
            int seconds,
            int rate,
            int batch,
            int retention,
            int look,
            List<Kept> samples,
            JsonNode report,
            PodMetrics pod,
            String log,
            Markers markers) {
        this.seconds = seconds;
        this.rate = rate;
        this.batch = batch;
        this.retention = retention;
        this.look = look;
        this.samples = List.copyOf(samples);
        this.report = report;
        this.pod = pod;
        this.markers = markers;
        this.answers = new SlowAnswers(report, log);
    }

    void write(Path page) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(Kept.head() + String.format(" %11s", "slowest ms"));
        long before = samples.get(0).second();
        for (Kept kept : samples) {
            lines.add(kept.line(samples.get(0).second())
                    + String.format(Locale.ROOT, " %11.0f", answers.slowest(before, kept.second())));
            before = kept.second();
        }
        lines.add("");
        lines.addAll(verdict());
        lines.forEach(System.out::println);
        Files.writeString(
                page,
                String.format(
                        Locale.ROOT,
                        TEXT,
                        rate,
                        retention,
                        retention / SEGMENTS_OF_LOG,
                        retention / SEGMENTS_OF_KEYS,
                        look,
                        seconds,
                        pod.get("carillon_commit_size_sum") / pod.get("carillon_commit_size_count"),
                        markers.marked(),
                        Runtime.getRuntime().availableProcessors(),
                        Generator.name(),
                        System.getProperty("os.name") + " " + System.getProperty("os.version"),
                        System.getProperty("java.version"),
                        rate == DEFAULT_RATE ? "" : " " + rate,
                        String.join(
                                "\n",
                                lines.stream()
                                        .map(line -> ("    " + line).stripTrailing())
                                        .toList()),
                        batch));
    }

    private List<String> verdict() {
        double bound = retention + retention / (double) SEGMENTS_OF_KEYS + 2 * look;
        double oldest =
                samples.stream().mapToDouble(kept -> kept.oldest()[1]).max().orElse(0);
        double oldestOfLog =
                samples.stream().mapToDouble(kept -> kept.oldest()[0]).max().orElse(0);
        double boundOfLog = retention + retention / (double) SEGMENTS_OF_LOG + 2 * look;
        double growth = largest(2 * seconds / 3, seconds) / largest(seconds / 3, 2 * seconds / 3);
        double stored = report.path("publishes_per_s").asDouble();
        long failed = report.path("publish_errors").asLong();
        double failures = pod.get("carillon_retention_failures_total");
        return List.of(
                line(
                        "creates a second: %,.0f of %,d (%s), failed: %d, not delivered: %d",
                        stored, rate, hasKeptUp(stored) ? "reached" : "NOT REACHED", failed, missing()),
                line(
                        "answer to a create request, ms: p50 %.1f, p99 %.1f, slowest %.0f",
                        answer("p50"), answer("p99"), answer("max")),
                answers.besideSweeps(),
                line(
                        "size in the last third of the time to the third before: %.2f (%s)",
                        growth, growth <= STEADY ? "no longer grows" : "GROWS"),
                line(
                        "oldest notification: %.0f s, bound %.0f s (retention, one segment, two looks): %s",
                        oldestOfLog, boundOfLog, oldestOfLog <= boundOfLog ? "kept" : "MISSED"),
                line("oldest key: %.0f s, bound %.0f s: %s", oldest, bound, oldest <= bound ? "kept" : "MISSED"),
                line(
                        "runs of the job that failed: %.0f; requests to mark that failed: %d",
                        failures, markers.failures()));
    }

    /** Requests are sent at the rate whatever the answers, so their waits say whether the pod has kept up. */
    private boolean hasKeptUp(double sent) {
        return sent >= REACHED * rate && answer("p50") <= PATIENCE_MILLIS;
    }

    private long missing() {
        return report.path("missing").asLong();
    }

    private double answer(String which) {
        return report.path("answer_ms").path(which).asDouble();
    }

    private double largest(int from, int to) {
        long begun = samples.get(0).second();
        return samples.stream()
                .filter(kept -> kept.second() - begun >= from && kept.second() - begun < to)
                .mapToDouble(Kept::megabytes)
                .max()
                .orElse(0);
    }

    private static String line(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
