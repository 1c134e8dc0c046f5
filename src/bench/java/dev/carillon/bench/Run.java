package dev.carillon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The command. */
public final class Run {

    private static final Map<String, Benchmark> ALL = new TreeMap<>(Map.of(
            "fan-out", new FanOut(),
            "gzip", new Compressed(),
            "idle", new Idle(),
            "latency", new Latency(),
            "group-commit", new GroupCommits(),
            "many-organizations", new ManyOrganizations(),
            "reconnect", new Reconnect(),
            "slow-readers", new SlowReaders(),
            "many-connections", new ManyConnections()));

    private Run() {}

    /** @param arguments which one, and for how many rounds */
    public static void main(String[] arguments) throws IOException {
        Benchmark benchmark = arguments.length == 0 ? null : ALL.get(arguments[0]);
        if (benchmark == null) {
            System.out.println("src/bench/run NAME [rounds]; NAME is one of " + String.join(", ", ALL.keySet()));
            return;
        }
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : benchmark.rounds();
        Page page = new Page(arguments[0], benchmark.question(), rounds);
        benchmark.run(rounds, Files.createTempDirectory("carillon-bench-"), page);
        page.write(Path.of("docs/benchmarks", arguments[0] + ".md"));
        System.exit(0);
    }
}
