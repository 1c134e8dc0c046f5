package dev.carillon.bench;

import java.nio.file.Path;

/** The same notifications to clients that accept gzip and to clients that do not, in turn. */
final class Compressed implements Benchmark {

    private static final Scenario SCENARIO = Scenario.oneOrganization(5_000).ofBytes(2_048);
    private static final int PUBLISHES = 30;

    @Override
    public void run(Rounds rounds, Path directory, Page page) {
        Generator generator = new Generator(directory.resolve("report.json"));
        Scenario plain = SCENARIO.publishing(PUBLISHES);
        Scenario gzip = plain.with("--gzip", "true");
        try (Carillon carillon = Carillon.onOneCore(directory)) {
            generator.warmUp(carillon, SCENARIO);
            generator.warmUp(carillon, SCENARIO.with("--gzip", "true"));
            Medians times = page.medians("µs of CPU per delivery");
            Medians ratios = page.medians("ratio in the same round");
            for (int round : rounds.each()) {
                double without = cpu(generator, carillon, plain);
                double with = cpu(generator, carillon, gzip);
                times.add("plain", without);
                times.add("gzip", with);
                ratios.add("gzip to plain", with / without);
            }
            page.tell(times);
            page.say("");
            page.tell(ratios);
        }
    }

    private static double cpu(Generator generator, Carillon carillon, Scenario scenario) {
        return Generator.cpuPerDelivery(generator.run(carillon, scenario));
    }
}
