package dev.carillon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.load.ServerProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Runs the load generator over one server and reads its report. The generator is the one of this project
 * ({@code dev.carillon.load}), or the program that the environment variable {@code GENERATOR} names, which must know
 * the same options.
 */
final class Generator {

    private static final String OTHER = System.getenv("GENERATOR");

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int WARM_UP_PUBLISHES = 120;
    // Share of a round's processor time. A larger share would be measured as if it were permanent work of the pod.
    private static final double COMPILER_AT_REST = 0.02;
    private static final int WARM_UP_ROUNDS = 30;
    /** A command is to end in ten minutes. The share that the compilers still have after this time is printed, and counts as the pod's. */
    private static final Duration WARM_UP = Duration.ofMinutes(3);

    private final Path report;

    /** @param report a file of this generator's own */
    Generator(Path report) {
        this.report = report;
    }

    void warmUp(Carillon carillon, Scenario scenario) {
        warmUp(carillon, () -> run(carillon, scenario.publishing(WARM_UP_PUBLISHES)));
    }

    /**
     * Until the compilers of its pods are at rest, as those of a pod that has been running for a while, or until the time for it is
     * over.
     */
    static void warmUp(Carillon carillon, Runnable round) {
        ServerProcesses pods = new ServerProcesses(carillon.podProcesses());
        double share = 1;
        long end = System.nanoTime() + WARM_UP.toNanos();
        for (int i = 0; i < WARM_UP_ROUNDS && share > COMPILER_AT_REST && System.nanoTime() < end; i++) {
            double compiler = pods.compilerSeconds();
            double all = pods.cpuSeconds();
            round.run();
            share = (pods.compilerSeconds() - compiler) / (pods.cpuSeconds() - all);
            System.out.printf(Locale.ROOT, "  warming up: the compiler took %.0f %%%n", 100 * share);
        }
    }

    /** Microseconds. */
    static double cpuPerDelivery(JsonNode report) {
        return report.path("server").path("cpu_us_per_delivery").asDouble();
    }

    JsonNode run(Subject subject, Scenario scenario) {
        return run(subject, scenario, subject.processes());
    }

    JsonNode run(Subject subject, Scenario scenario, List<Long> measured) {
        JsonNode result = attempt(subject, scenario, measured);
        requireComplete(subject, result);
        return result;
    }

    /** The report, also of a run that lost something. */
    JsonNode attempt(Subject subject, Scenario scenario, List<Long> measured) {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", Programs.GENERATOR_CORE));
        command.addAll(program());
        command.addAll(subject.generatorArguments(scenario));
        command.addAll(List.of(
                "-n", Integer.toString(scenario.clients()),
                "--users", Integer.toString(scenario.users()),
                "--groups", Integer.toString(scenario.organizations()),
                "--body-size", Integer.toString(scenario.bodyBytes()),
                "--server-pid", measured.stream().map(String::valueOf).collect(Collectors.joining(",")),
                "--msg-timeout", "20",
                // A cold pod on a busy machine takes its time with ten thousand.
                "--connect-deadline", "240",
                "--out", report.toString()));
        command.addAll(scenario.load());
        Programs.run(command);
        try {
            return JSON.readTree(Files.readString(report));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A figure of a run that lost something would be a figure of nothing. */
    private static void requireComplete(Subject subject, JsonNode result) {
        for (String fault : List.of("connect_failures", "missing", "duplicates", "publish_errors")) {
            if (result.path(fault).asLong() != 0) {
                throw new IllegalStateException(subject.name() + ": " + fault + " = " + result.path(fault));
            }
        }
    }

    /** The generator that measured the figures. */
    static String name() {
        return OTHER == null
                ? "dev.carillon.load"
                : Path.of(OTHER).getFileName().toString();
    }

    private static List<String> program() {
        if (OTHER != null) {
            return List.of(OTHER);
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.carillon.load.LoadGenerator");
    }
}
