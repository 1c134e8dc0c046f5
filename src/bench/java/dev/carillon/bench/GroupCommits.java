package dev.carillon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;

/** Creates into one organization, with and without group commit, in turn. */
final class GroupCommits implements Benchmark {

    private static final Scenario SCENARIO = new Scenario(10, 10, 1, 300, List.of())
            .with("--idle", 2, "--closed", "http", "--concurrency", 64, "--duration", 10);

    @Override
    public void run(Rounds rounds, Path directory, Page page) {
        Generator generator = new Generator(directory.resolve("report.json"));
        Medians rates = page.medians("creates a second");
        Medians ratios = page.medians("ratio in the same round");
        try (Carillon grouped = Carillon.start("grouped", directory, Carillon.settings(), 1);
                Carillon single = Carillon.start(
                        "single", directory, Carillon.settings().with("CARILLON_PUBLISH_GROUP_SIZE", "1"), 1)) {
            Generator.warmUp(grouped, () -> rate(generator, grouped));
            Generator.warmUp(single, () -> rate(generator, single));
            for (int round : rounds.each()) {
                double with = rate(generator, grouped);
                double without = rate(generator, single);
                rates.add("with group commit", with);
                rates.add("one commit for each", without);
                ratios.add("with to without", with / without);
            }
        }
        page.say("Each answered after its commit is on the disk, and delivered to 10 clients.");
        page.say("");
        page.tell(rates);
        page.say("");
        page.tell(ratios);
    }

    private static double rate(Generator generator, Carillon carillon) {
        JsonNode report = generator.run(carillon, SCENARIO);
        return report.path("publishes_per_s").asDouble();
    }
}
