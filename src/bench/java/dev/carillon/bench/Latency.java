package dev.carillon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;

/** From the create on one pod to the client on another, over COMMIT and Redis. */
final class Latency implements Benchmark {

    private static final int SECONDS = 30;
    private static final int WARM_UP_SECONDS = 10;

    private static final Scenario SCENARIO = new Scenario(10_000, 10_000, 1_000, 300, List.of());

    @Override
    public void run(Rounds rounds, Path directory, Page page) {
        Generator generator = new Generator(directory.resolve("report.json"));
        Medians delays = page.medians("ms");
        try (Carillon carillon = Carillon.start("Carillon", directory, Carillon.settings(), 2)) {
            Subject across = new Between(carillon, 2, 1);
            Scenario steady = SCENARIO.with("--idle", 5, "--pub-rate", 200, "--duration", SECONDS);
            Generator.warmUp(carillon, () -> generator.run(across, steady.with("--duration", WARM_UP_SECONDS)));
            for (int round : rounds.each()) {
                JsonNode report = generator.run(across, steady);
                delays.add("p50", percentile(report, "p50"));
                delays.add("p99", percentile(report, "p99"));
            }
        }
        page.say(
                "10,000 clients of 1,000 organizations on the second of two pods, creates of 300 bytes on the first, each");
        page.say("committed to disk. Both pods, PostgreSQL, Redis and the generator share the machine.");
        page.say("");
        page.tell(delays);
    }

    private static double percentile(JsonNode report, String name) {
        return report.path("delivery_ms").path(name).asDouble();
    }
}
