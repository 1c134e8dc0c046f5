package dev.carillon.bench;

import dev.carillon.cluster.PodMetrics;
import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.ExpressSessions;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodCluster;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Pods of the packaged application over PostgreSQL, whose commits survive a power cut, and Redis. All three count, each
 * client has a session of its own, and every notification is committed before it is answered.
 */
final class Carillon implements Subject {

    private static final String BODY = Nchan.BODY.replace("\"message\"", "\"audience\":\"organization\",\"message\"");

    private static final Duration CONNECT_PATIENCE = Duration.ofMinutes(5);

    private final String name;
    private final Path directory;
    private final EmbeddedServices services;
    private final PodCluster cluster;
    private final Map<String, Path> tokens = new HashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Carillon(String name, Path directory, EmbeddedServices services, PodCluster cluster) {
        this.name = name;
        this.directory = directory;
        this.services = services;
        this.cluster = cluster;
        // No server outlives its benchmark, however that ends.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** One pod that takes itself for the only program of a machine with one core. */
    static Carillon onOneCore(Path directory) {
        return onOneCore("Carillon", directory, settings());
    }

    static Carillon onOneCore(String name, Path directory, PodSettings settings) {
        Carillon carillon = start(name, directory, settings.withJvmOption("-XX:ActiveProcessorCount=1"), 1);
        carillon.cluster.pods().forEach(pod -> Programs.pin(pod.pid(), Programs.SERVER_CORE));
        return carillon;
    }

    static Carillon start(String name, Path directory, PodSettings settings, int pods) {
        return start(name, directory, number -> settings, pods);
    }

    static Carillon start(String name, Path directory, IntFunction<PodSettings> settings, int pods) {
        EmbeddedServices services =
                EmbeddedServices.start(PostgresSettings.temporary().durably());
        return new Carillon(name, directory, services, PodCluster.start(services, settings, pods));
    }

    /** The image's JVM, and what is set by default; without limits nobody is rejected anything for asking too much. */
    static PodSettings asInstalled(boolean withoutLimits) {
        PodSettings settings = PodSettings.of("bench")
                .withJvmOptions(imageOptions())
                .withJvmOption("-XX:+IgnoreUnrecognizedVMOptions")
                .withJvmOption("-Xmx768m");
        return withoutLimits
                ? settings.withoutLimits()
                        .with("CARILLON_STREAM_OPENS_PER_SECOND", "1000000")
                        .with("CARILLON_LIMITS_BODIES", "8G")
                        .with("CARILLON_LIMITS_ORGANIZATION_BODIES", "8G")
                        .with("CARILLON_LIMITS_CALLER_BODIES", "8G")
                : settings;
    }

    /** The image's JVM, and bounds that no benchmark is about. */
    static PodSettings settings() {
        PodSettings settings = PodSettings.of("bench")
                .withJvmOptions(imageOptions())
                // A JDK that is older than the image's does not know all of them.
                .withJvmOption("-XX:+IgnoreUnrecognizedVMOptions")
                .withJvmOption("-Xmx1g")
                .with("CARILLON_STREAM_OPENS_PER_SECOND", "1000000")
                .with("CARILLON_STREAM_MAX_PER_USER", "0")
                .withoutLimits()
                .with("CARILLON_PUBLISH_MAX_PENDING", "100000");
        String more = System.getProperty("carillon.bench.jvm", "");
        for (String option : more.isBlank() ? new String[0] : more.split(" ")) {
            settings = settings.withJvmOption(option);
        }
        return settings;
    }

    private static List<String> imageOptions() {
        try {
            return Files.readAllLines(Path.of("deploy/jvm.options")).stream()
                    .filter(line -> line.startsWith("-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PodCluster cluster() {
        return cluster;
    }

    EmbeddedServices services() {
        return services;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> generatorArguments(Scenario scenario) {
        return generatorArguments(scenario, cluster.pods(), cluster.pods());
    }

    /** Streams on some pods, creates on some, in turn. */
    List<String> generatorArguments(Scenario scenario, List<Pod> streams, List<Pod> creates) {
        String targets = streams.stream()
                .map(pod -> Programs.LOOPBACK + ":" + pod.httpPort())
                .collect(Collectors.joining(","));
        String urls = creates.stream()
                .map(pod -> pod.baseUrl() + "/api/notifications")
                .collect(Collectors.joining(","));
        Path sessions =
                tokens.computeIfAbsent(scenario.users() + "-" + scenario.organizations(), key -> logIn(scenario, key));
        return List.of(
                "--target",
                targets,
                "--path",
                "/api/notifications/stream",
                "--header",
                "Cookie: %t",
                "--token-file",
                sessions.toString(),
                "--pub-url",
                urls,
                "--pub-header",
                "Cookie: %t",
                "--body",
                BODY);
    }

    String organization(Scenario scenario, int user) {
        return "bench-" + scenario.users() + "-" + scenario.organizations() + "-" + user % scenario.organizations();
    }

    /** Returns when this number of streams is open on a pod. Pod numbers begin with 1. */
    void awaitClients(int pod, int count) {
        Awaitility.await("the clients of pod " + pod)
                .atMost(CONNECT_PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> PodMetrics.of(cluster.pod(pod)).get("carillon_clients") >= count);
    }

    /** A line for each user; user u belongs to organization u % organizations. */
    private Path logIn(Scenario scenario, String key) {
        ExpressSessions sessions = cluster.sessions();
        List<String> lines = new ArrayList<>();
        for (int user = 0; user < scenario.users(); user++) {
            lines.add(sessions.create("u" + user, organization(scenario, user)).cookieHeader());
        }
        try {
            return Files.write(directory.resolve(name + "-sessions-" + key), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pods alone. */
    List<Long> podProcesses() {
        return cluster.pods().stream().map(Pod::pid).toList();
    }

    @Override
    public List<Long> processes() {
        List<Long> all = new ArrayList<>(podProcesses());
        all.addAll(Programs.tree(services.postgres().pid()));
        all.addAll(Programs.tree(services.redis().pid()));
        return all;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            cluster.close();
        } finally {
            services.close();
        }
    }
}
