package dev.carillon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;

/** One client in a hundred never reads; do the others notice, and what do they cost? */
final class SlowReaders implements Benchmark {

    private static final int CLIENTS = 1_000;
    private static final int SLOW = 10;
    private static final Scenario SCENARIO =
            Scenario.oneOrganization(CLIENTS).ofBytes(16_384).with("--idle", 2, "--pub-rate", 5, "--duration", 15);

    @Override
    public void run(Rounds rounds, Path directory, Page page) {
        Generator generator = new Generator(directory.resolve("report.json"));
        Scenario slow = SCENARIO.with("--slow", SLOW);
        Medians delays = page.medians("ms");
        Medians ratios = page.medians("ratio in the same round");
        Medians memory = page.medians("MB");
        try (Carillon carillon = Carillon.onOneCore(directory)) {
            Generator.warmUp(carillon, () -> generator.run(carillon, SCENARIO));
            for (int round : rounds.each()) {
                JsonNode without = generator.run(carillon, SCENARIO, carillon.podProcesses());
                JsonNode with = generator.run(carillon, slow, carillon.podProcesses());
                double before = without.path("delivery_ms").path("p99").asDouble();
                double after = with.path("delivery_ms").path("p99").asDouble();
                delays.add("p99 with all reading", before);
                delays.add("p99 of the others with one in a hundred that never reads", after);
                ratios.add("with to without", after / before);
                memory.add("with all reading", grown(without));
                memory.add("with one in a hundred that never reads", grown(with));
            }
        }
        page.say(
                "1,000 clients of one organization, 10 of which never read; 5 notifications a second for 15 s, which is more");
        page.say("than any socket holds. Memory is the pod's growth while they are published.");
        page.say("");
        page.tell(delays);
        page.say("");
        page.tell(ratios);
        page.say("");
        page.tell(memory);
    }

    private static double grown(JsonNode report) {
        JsonNode kilobytes = report.path("server").path("rss_kb_grown_by_publishing");
        if (kilobytes.isMissingNode()) {
            // Nothing would look like no growth.
            throw new IllegalStateException("The generator does not tell how much the server has grown");
        }
        return kilobytes.asDouble() / 1024;
    }
}
