package dev.carillon.deploy;

import dev.carillon.cluster.Api;
import dev.carillon.testkit.Command;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A pod in a container of a real engine, hardened as the manifests say, and with a {@code /tmp} from which nothing may be
 * executed. It shares the machine's network.
 */
record Container(String engine, String name, InetSocketAddress address, int managementPort) implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String MEMORY = "512m";

    static Container start(
            String engine, String image, String name, int httpPort, int managementPort, Map<String, String> settings) {
        List<String> words = new ArrayList<>(List.of(
                engine,
                "run",
                "-d",
                "--name",
                name,
                "--network",
                "host",
                "--read-only",
                "--tmpfs",
                "/tmp:rw,noexec,nosuid,nodev,size=64m,mode=1777",
                "--cap-drop",
                "ALL",
                "--security-opt",
                "no-new-privileges",
                "-m",
                MEMORY));
        settings.forEach((key, value) -> words.addAll(List.of("-e", key + "=" + value)));
        words.addAll(List.of(
                "-e", "QUARKUS_HTTP_PORT=" + httpPort,
                "-e", "QUARKUS_MANAGEMENT_PORT=" + managementPort,
                "-e", "CARILLON_POD_NAME=" + name));
        words.add(image);
        // One that an ended run has left.
        Command.run(new ProcessBuilder(engine, "rm", "-f", name), LIMIT);
        Command run = Command.run(new ProcessBuilder(words), LIMIT);
        if (!run.succeeded()) {
            throw new IllegalStateException(run.text());
        }
        return new Container(engine, name, new InetSocketAddress("127.0.0.1", httpPort), managementPort);
    }

    /** A command of the engine about this container. */
    Command does(String verb, String... arguments) {
        List<String> words = new ArrayList<>(List.of(engine, verb, name));
        words.addAll(List.of(arguments));
        return Command.run(new ProcessBuilder(words), LIMIT);
    }

    Command exec(String... command) {
        return does("exec", command);
    }

    boolean isReady() {
        try {
            return Api.fetch("http://127.0.0.1:" + managementPort + "/q/health/ready")
                            .statusCode()
                    == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** Metrics whose line begins with {@code name}, added up. */
    double metric(String metric) {
        return Api.fetch("http://127.0.0.1:" + managementPort + "/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(metric))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The greatest memory of the container since its start, as the kernel counts it: with files that it has read. */
    long peakMebibytes() {
        // The first one is of cgroup 2.
        String peak = exec(
                        "sh",
                        "-c",
                        "cat /sys/fs/cgroup/memory.peak 2>/dev/null || cat /sys/fs/cgroup/memory/memory.max_usage_in_bytes")
                .output()
                .strip();
        return peak.isEmpty() ? -1 : Long.parseLong(peak) >> 20;
    }

    /** SIGTERM, and SIGKILL after the time that the manifests give. */
    Command stop() {
        return Command.run(new ProcessBuilder(engine, "stop", "-t", "45", name), LIMIT);
    }

    Command kill() {
        return Command.run(new ProcessBuilder(engine, "kill", "-s", "KILL", name), LIMIT);
    }

    String log() {
        return does("logs").text();
    }

    @Override
    public void close() {
        Command.run(new ProcessBuilder(engine, "rm", "-f", "-t", "0", name), LIMIT);
    }
}
