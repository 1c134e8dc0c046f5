package dev.carillon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.embedded.ExpressSessions;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodSettings;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** Creates at a steady rate on a pod that keeps little: do its tables stop growing, and what do create requests notice? */
public final class RetentionLoad {

    private static final int ORGANIZATIONS = 100;
    private static final int CONNECTIONS = 64;
    // A create request for each notification would measure HTTP on the two processors that PostgreSQL needs, too.
    private static final int BATCH = 10;
    private static final int SAMPLE_SECONDS = 10;
    private static final int MOST_SECONDS = 420;
    private static final int LEAST_SECONDS = 60;
    private static final int LOOK_SECONDS = 2;
    private static final int AFTERWARDS_SECONDS = 60;
    private static final int WARM_UP_ROUNDS = 6;
    private static final int WARM_UP_SECONDS = 8;

    private final int seconds;
    private final int rate;
    private final List<Kept> samples = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    private RetentionLoad(int seconds, int rate) {
        this.seconds = seconds;
        this.rate = rate;
    }

    /** @param arguments seconds, creates a second, and the page */
    public static void main(String[] arguments) throws IOException {
        int seconds = Math.max(LEAST_SECONDS, Math.min(MOST_SECONDS, Integer.parseInt(arguments[0])));
        RetentionLoad load = new RetentionLoad(seconds, Integer.parseInt(arguments[1]));
        System.out.printf(
                "Takes %d minutes: %d s of %,d creates a second, and about two to start and warm up. Ctrl-C ends it.%n",
                (seconds + 2 * AFTERWARDS_SECONDS) / 60, seconds, load.rate);
        Runtime.getRuntime().addShutdownHook(new Thread(load::cutShort));
        RetentionPage page = load.run();
        load.ended = true;
        page.write(Path.of(arguments[2]));
        System.exit(0);
    }

    private int retention() {
        return seconds / 3;
    }

    private RetentionPage run() throws IOException {
        Path directory = Files.createTempDirectory("carillon-bench-");
        PodSettings settings = Carillon.settings()
                .with("CARILLON_NOTIFICATION_RETENTION", retention() + "s")
                .with("CARILLON_NOTIFICATION_IDEMPOTENCY_RETENTION", retention() + "s")
                .with("CARILLON_RETENTION_EVERY", LOOK_SECONDS + "s");
        Scenario users = new Scenario(ORGANIZATIONS, ORGANIZATIONS, ORGANIZATIONS, 300, List.of())
                .with("--idle", 2, "--concurrency", CONNECTIONS, "--pub-header", "Idempotency-Key: %M");
        Generator generator = new Generator(directory.resolve("report.json"));
        try (Carillon carillon = Carillon.start("retention", directory, settings, 1)) {
            // A fixed number of rounds: the command is to end in time, also on a machine that does not reach the rate.
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                Scenario warmUp = users.with("--closed", "http", "--duration", WARM_UP_SECONDS);
                generator.attempt(carillon, warmUp, carillon.processes());
            }
            Scenario steady = users.with(
                    "--pub-rate",
                    rate,
                    "--pub-batch",
                    BATCH,
                    "--duration",
                    seconds,
                    "--max-seconds",
                    seconds + AFTERWARDS_SECONDS);
            CompletableFuture<JsonNode> report =
                    Programs.inBackground(() -> generator.attempt(carillon, steady, carillon.processes()));
            try (Markers markers = new Markers(carillon.cluster().pod(1), logins(carillon, users))) {
                sample(carillon, report);
                JsonNode told = report.join();
                Pod pod = carillon.cluster().pod(1);
                String log = Files.readString(pod.logFile());
                PodMetrics metrics = PodMetrics.of(pod);
                return new RetentionPage(
                        seconds, rate, BATCH, retention(), LOOK_SECONDS, samples, told, metrics, log, markers);
            }
        }
    }

    private static List<Login> logins(Carillon carillon, Scenario users) {
        ExpressSessions sessions = carillon.cluster().sessions();
        return IntStream.range(0, ORGANIZATIONS)
                .mapToObj(user -> {
                    String organization = carillon.organization(users, user);
                    String cookie = sessions.create("u" + user, organization).cookieHeader();
                    return new Login(organization, "u" + user, cookie);
                })
                .toList();
    }

    private void sample(Carillon carillon, CompletableFuture<JsonNode> report) {
        Sql sql = Sql.at(carillon.services().postgres().superuserJdbcUrl());
        System.out.println(Kept.head());
        long begun = System.currentTimeMillis() / 1_000;
        while (!report.isDone()) {
            Kept kept = Kept.now(sql);
            samples.add(kept);
            System.out.println(kept.line(begun));
            long next = begun + SAMPLE_SECONDS * (long) samples.size();
            while (!report.isDone() && System.currentTimeMillis() / 1_000 < next) {
                Programs.pause(1);
            }
        }
    }

    private void cutShort() {
        if (!ended) {
            List<String> lines = new ArrayList<>(List.of("Cut short, no page is written. Until then:", Kept.head()));
            samples.forEach(kept -> lines.add(kept.line(samples.get(0).second())));
            lines.forEach(System.out::println);
        }
    }
}
