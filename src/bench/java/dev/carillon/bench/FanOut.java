package dev.carillon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * CPU per delivery to the clients of one organization on one pod and one core, in turn with the C limit and nchan: what
 * else happens on the machine meets all of them, so the ratios of a round say more than its times.
 */
public final class FanOut {

    private static final int CLIENTS = 10_000;
    private static final int PUBLISHES = 30;
    private static final int WARM_UP_PUBLISHES = 40;
    // The compiler is done with connecting later than with writing.
    private static final int WARM_UP_ROUNDS = 4;

    private FanOut() {}

    /** @param arguments the number of rounds (5), of clients (10,000) and of publishes in a round (30) */
    public static void main(String[] arguments) throws IOException {
        int rounds = argument(arguments, 0, 5);
        Scenario scenario = Scenario.oneOrganization(argument(arguments, 1, CLIENTS));
        Scenario measured = scenario.publishing(argument(arguments, 2, PUBLISHES));
        Path directory = Files.createTempDirectory("carillon-bench-");
        Generator generator = new Generator(directory);
        List<Subject> subjects = new ArrayList<>();
        try {
            subjects.add(LimitProgram.start(directory));
            if (Nchan.isInstalled()) {
                subjects.add(Nchan.start(directory));
            }
            Carillon carillon = Carillon.onOneCore(directory);
            subjects.add(carillon);
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                generator.run(carillon, scenario.publishing(WARM_UP_PUBLISHES));
            }
            Medians medians = new Medians();
            for (int round = 1; round <= rounds; round++) {
                measure(round, subjects, generator, measured, medians);
            }
            print(medians);
        } finally {
            subjects.forEach(Subject::close);
        }
    }

    private static void measure(
            int round, List<Subject> subjects, Generator generator, Scenario scenario, Medians medians) {
        double limit = 0;
        double nchan = Double.NaN;
        for (Subject subject : subjects) {
            JsonNode report = generator.run(subject, scenario);
            double cpu = report.path("server").path("cpu_us_per_delivery").asDouble();
            limit = subject instanceof LimitProgram ? cpu : limit;
            nchan = subject instanceof Nchan ? cpu : nchan;
            medians.add(subject.name(), cpu);
            medians.add(subject.name() + " × C limit", cpu / limit);
            if (subject instanceof Carillon) {
                medians.add(subject.name() + " × nchan", cpu / nchan);
            }
            System.out.printf(
                    "round %d  %-9s %6.2f µs/delivery  %5.2f × C limit  p50 %.0f ms  utilisation %.2f%n",
                    round,
                    subject.name(),
                    cpu,
                    cpu / limit,
                    report.path("delivery_ms").path("p50").asDouble(),
                    report.path("server").path("cpu_publish_util").asDouble());
        }
    }

    private static void print(Medians medians) {
        System.out.println("\n| | median | range |\n|---|--:|--:|");
        for (String name : medians.names()) {
            System.out.printf("| %s | %.2f | %s |%n", name, medians.of(name), medians.range(name));
        }
    }

    private static int argument(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }
}
