package dev.carillon.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * CPU per delivery to the clients of one organization on one pod and one core, in turn with the C limit and nchan: what
 * else happens on the machine meets all of them, so the ratios of a round say more than its times.
 */
final class FanOut implements Benchmark {

    private static final Scenario SCENARIO = Scenario.oneOrganization(10_000);
    private static final int PUBLISHES = 60;
    // So that there is always another one waiting when a fan-out ends.
    private static final int AT_ONCE = 4;

    @Override
    public void run(int rounds, Path directory, Page page) throws IOException {
        Generator generator = new Generator(directory.resolve("report.json"));
        List<Subject> subjects = new ArrayList<>();
        try {
            subjects.add(LimitProgram.start(directory));
            if (Nchan.isInstalled()) {
                subjects.add(Nchan.start(directory));
            }
            Carillon carillon = Carillon.onOneCore(directory);
            subjects.add(carillon);
            page.say("Bodies of 300 bytes, each the next when one has come to all; PostgreSQL and Redis counted.");
            compare(page, "One at a time", subjects, generator, SCENARIO.publishing(PUBLISHES), rounds);
            Scenario several = SCENARIO.publishing(PUBLISHES).with("--concurrency", AT_ONCE);
            compare(page, AT_ONCE + " at a time", subjects, generator, several, rounds);
            Scenario longer = SCENARIO.publishing(4 * PUBLISHES);
            page.flameGraph(
                    FlameGraph.of(carillon, SCENARIO.clients(), () -> generator.run(carillon, longer), directory));
        } finally {
            subjects.forEach(Subject::close);
        }
    }

    private static void compare(
            Page page, String title, List<Subject> subjects, Generator generator, Scenario scenario, int rounds) {
        Medians times = new Medians();
        Medians ratios = new Medians();
        for (Subject subject : subjects) {
            if (subject instanceof Carillon carillon) {
                Generator.warmUp(carillon, () -> generator.run(carillon, scenario));
            }
        }
        for (int round = 1; round <= rounds; round++) {
            measure(subjects, generator, scenario, times, ratios);
        }
        page.say("");
        page.say("## " + title);
        page.say("");
        page.table(times, "µs of CPU per delivery");
        page.say("");
        page.table(ratios, "ratio in the same round");
    }

    private static void measure(
            List<Subject> subjects, Generator generator, Scenario scenario, Medians times, Medians ratios) {
        double limit = 0;
        double nchan = Double.NaN;
        for (Subject subject : subjects) {
            double cpu = Generator.cpuPerDelivery(generator.run(subject, scenario));
            limit = subject instanceof LimitProgram ? cpu : limit;
            nchan = subject instanceof Nchan ? cpu : nchan;
            times.add(subject.name(), cpu);
            if (subject instanceof Carillon) {
                ratios.add("Carillon to the C limit", cpu / limit);
                ratios.add("Carillon to nchan", cpu / nchan);
                ratios.add("nchan to the C limit", nchan / limit);
            }
        }
    }
}
