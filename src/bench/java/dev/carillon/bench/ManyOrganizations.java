package dev.carillon.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Creates over many organizations, where nothing can be committed together, in turn with nchan, which stores nothing. */
final class ManyOrganizations implements Benchmark {

    private static final Scenario SCENARIO = new Scenario(10_000, 10_000, 1_000, 300, List.of())
            .with("--idle", 3, "--closed", "delivered", "--concurrency", 32, "--duration", 15);

    @Override
    public void run(Rounds rounds, Path directory, Page page) throws IOException {
        Generator generator = new Generator(directory.resolve("report.json"));
        List<Subject> subjects = new ArrayList<>();
        Medians rates = page.medians("creates a second");
        Medians ratios = page.medians("ratio in the same round");
        try {
            if (Nchan.isInstalled()) {
                subjects.add(Nchan.start(directory));
            }
            Carillon carillon = Carillon.start("Carillon", directory, Carillon.settings(), 1);
            subjects.add(carillon);
            Generator.warmUp(carillon, () -> rate(generator, carillon));
            for (int round : rounds.each()) {
                double nchan = Double.NaN;
                for (Subject subject : subjects) {
                    double rate = rate(generator, subject);
                    rates.add(subject.name(), rate);
                    nchan = subject instanceof Nchan ? rate : nchan;
                    if (subject == carillon) {
                        ratios.add("Carillon to nchan", rate / nchan);
                    }
                }
            }
        } finally {
            subjects.forEach(Subject::close);
        }
        page.say("32 at a time. Ours are committed to disk before they are answered, nchan's are in its memory alone.");
        page.say("");
        page.tell(rates);
        page.say("");
        page.tell(ratios);
    }

    private static double rate(Generator generator, Subject subject) {
        return generator.run(subject, SCENARIO).path("publishes_per_s").asDouble();
    }
}
