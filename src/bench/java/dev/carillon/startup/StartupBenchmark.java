package dev.carillon.startup;

import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodSettings;
import dev.carillon.load.ServerProcesses;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;

/**
 * From the start of a pod's JVM to the first "ready" of its probe, with and without the AOT cache. The ways take turns,
 * so that whatever else the machine does falls on all of them; the database is migrated before.
 */
public final class StartupBenchmark {
    /** As in the other pages: the text after it was written by hand and is kept. */
    private static final String BY_HAND = "<!-- by hand -->";

    private static final int SECONDS_OF_A_START = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long POLL_NANOS = 5_000_000;
    private static final int PROBE_MILLIS = 2_000;

    enum Way {
        PLAIN("without anything"),
        HEADERS("with the image's options"),
        CACHE("with them and the AOT cache");

        private final String text;

        Way(String text) {
            this.text = text;
        }
    }

    private record Start(long millis, long processorMillis, long residentMebibytes, long pageFaults) {

        static Start of(long pid, long millis) {
            ServerProcesses process = new ServerProcesses(List.of(pid));
            return new Start(
                    millis,
                    Math.round(process.cpuSeconds() * 1e3),
                    process.residentKilobytes() / 1024,
                    process.pageFaults());
        }
    }

    private final Path application;
    private final Path cache;
    private final List<String> options;
    private final Map<Way, List<Start>> starts = new EnumMap<>(Way.class);

    private StartupBenchmark(Path application, Path cache, List<String> options) {
        this.application = application;
        this.cache = cache;
        this.options = options;
        for (Way way : Way.values()) {
            starts.put(way, new ArrayList<>());
        }
    }

    /** Arguments: rounds, report, the {@code quarkus-run.jar}, the cache, and the image's JVM options. */
    public static void main(String[] arguments) throws IOException {
        int rounds = Integer.parseInt(arguments[0]);
        StartupBenchmark benchmark = new StartupBenchmark(
                Path.of(arguments[2]), Path.of(arguments[3]), List.of(arguments).subList(4, arguments.length));
        benchmark.run(rounds);
        String report = benchmark.report(rounds);
        Path page = Path.of(arguments[1]);
        String before = Files.exists(page) ? Files.readString(page) : "";
        int kept = before.indexOf(BY_HAND);
        Files.writeString(page, report + (kept < 0 ? "" : "\n" + before.substring(kept)));
        System.out.println(report);
        System.exit(0);
    }

    private void run(int rounds) throws IOException {
        System.err.printf(
                Locale.ROOT,
                "%d rounds of %d starts; a start takes 2 to 6 s on two processors, so about %d minutes.%n",
                rounds,
                Way.values().length,
                1 + rounds * Way.values().length * SECONDS_OF_A_START / 60);
        try (EmbeddedServices services = EmbeddedServices.start()) {
            start(Way.PLAIN, services);
            starts.values().forEach(List::clear);
            for (int round = 1; round <= rounds; round++) {
                for (Way way : Way.values()) {
                    start(way, services);
                }
                System.err.println("round " + round + " of " + rounds + ": " + starts);
            }
        }
    }

    private void start(Way way, EmbeddedServices services) throws IOException {
        PodSettings settings = new PodSettings(
                application, Path.of("target/startup/logs"), "of a benchmark", jvm(way), Map.of(), 0, 0);
        long begun = System.nanoTime();
        try (Pod pod = Pod.start("startup-" + way.name().toLowerCase(Locale.ROOT), services, settings)) {
            while (!isReady(pod)) {
                if (!pod.isAlive() || System.nanoTime() - begun > PATIENCE.toNanos()) {
                    throw new IllegalStateException("The pod does not start: " + pod.logFile());
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
            long millis = (System.nanoTime() - begun) / 1_000_000;
            starts.get(way).add(Start.of(pod.pid(), millis));
        }
    }

    private List<String> jvm(Way way) {
        List<String> jvm = new ArrayList<>(List.of("-XX:MaxRAMPercentage=5"));
        if (way != Way.PLAIN) {
            jvm.addAll(options);
        }
        if (way == Way.CACHE) {
            jvm.add("-XX:AOTCache=" + cache);
            // Not "auto": a cache that is not used must not look like one that is of no use.
            jvm.add("-XX:AOTMode=on");
        }
        return jvm;
    }

    private static boolean isReady(Pod pod) {
        try {
            HttpURLConnection probe = (HttpURLConnection)
                    URI.create(pod.managementUrl() + "/q/health/ready").toURL().openConnection();
            probe.setConnectTimeout(PROBE_MILLIS);
            probe.setReadTimeout(PROBE_MILLIS);
            return probe.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    private String report(int rounds) throws IOException {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                """
                # Start of a pod

                How long from the start of the JVM to the first "ready" of the probe, with a database that is migrated?

                `src/bench/startup` made this page: %d rounds, in each of which every way takes a turn. Java %s, %d processors;
                load average %.1f at the end, where anything above the number of processors means that others were waiting
                too. Processor time is what the JVM itself has used until then, page faults how often the kernel had to give it
                a page.

                | | median | least | most | processor time | memory when ready | page faults |
                |---|---:|---:|---:|---:|---:|---:|
                """,
                rounds,
                System.getProperty("java.runtime.version"),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        starts.forEach((way, measured) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %.2f s | %.2f s | %.2f s | %.2f s | %d MiB | %,d |%n",
                way.text,
                median(measured, Start::millis) / 1e3,
                sorted(measured, Start::millis)[0] / 1e3,
                sorted(measured, Start::millis)[measured.size() - 1] / 1e3,
                median(measured, Start::processorMillis) / 1e3,
                median(measured, Start::residentMebibytes),
                median(measured, Start::pageFaults))));
        double price = PageFault.micros(cache);
        text.append(String.format(
                Locale.ROOT,
                "%nThe cache takes %d MiB of the image. To write to a page of it for the first time, as the JVM does to nearly all%n"
                        + "of them, takes %.1f µs on this machine: for all page faults of such a start %.2f s of its processor time.%n",
                Files.size(cache) / 1_048_576,
                price,
                price * median(starts.get(Way.CACHE), Start::pageFaults) / 1e6));
        return text.toString();
    }

    private static long median(List<Start> measured, ToLongFunction<Start> value) {
        return sorted(measured, value)[measured.size() / 2];
    }

    private static long[] sorted(List<Start> measured, ToLongFunction<Start> value) {
        return measured.stream().mapToLong(value).sorted().toArray();
    }
}
