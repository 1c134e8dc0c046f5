package dev.carillon.bench;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.embedded.Pod;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.ReceivedEvent;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * Publishing in SQL beside creating over HTTP, in turn; and what a transaction that has published and stays open costs the
 * creates of others. {@code -Dcarillon.bench.held=600} keeps it open for ten minutes.
 */
final class Outboxes implements Benchmark {

    private static final String ORGANIZATION = "bench-outbox";
    private static final String PUBLISH =
            "select carillon.publish('" + ORGANIZATION + "', 'bench', ?, 'message', audience => 'organization')";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MESSAGES = 400;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
    private static final int HELD_SECONDS = Integer.getInteger("carillon.bench.held", 60);

    private static final Scenario CREATES =
            new Scenario(10, 10, 1, 300, List.of()).with("--idle", 2, "--pub-rate", 1_000, "--duration", HELD_SECONDS);

    @Override
    public void run(Rounds rounds, Path directory, Page page) throws IOException {
        Generator generator = new Generator(directory.resolve("report.json"));
        Medians delays = page.medians("ms");
        Medians ratios = page.medians("SQL to HTTP in the same round");
        Medians creates = page.medians("");
        try (Carillon carillon = Carillon.start("Carillon", directory, Carillon.settings(), 2);
                Connection shop = DriverManager.getConnection(
                        carillon.services().postgres().superuserJdbcUrl())) {
            shop.setAutoCommit(false);
            measureDelays(carillon, shop, "warm-up", new Medians(), new Medians());
            for (int round : rounds.each()) {
                measureDelays(carillon, shop, "round " + round, delays, ratios);
                measureCreates(carillon, generator, shop, creates);
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
        page.say(
                "From COMMIT, or from sending the request, to the arrival from the other pod, %d of each, every 40 ms.",
                MESSAGES);
        page.say("");
        page.tell(delays);
        page.say("");
        page.tell(ratios);
        page.say("");
        page.say(
                "1,000 creates a second were asked for over HTTP, alone and beside a transaction that has published and was");
        page.say("open for %d s.", HELD_SECONDS);
        page.say("");
        page.tell(creates);
    }

    private static void measureDelays(Carillon carillon, Connection shop, String round, Medians delays, Medians ratios)
            throws SQLException {
        Pod streams = carillon.cluster().pod(2);
        Login login = new Login(
                ORGANIZATION,
                "u",
                carillon.cluster().sessions().create("u", ORGANIZATION).cookieHeader());
        Map<String, Long> sent = new HashMap<>();
        try (SseClients clients = new SseClients();
                SseStream stream =
                        clients.open(SseRequest.get(BreakableCluster.address(streams), "/api/notifications/stream")
                                .withCookie(login.cookie()));
                PreparedStatement publish = shop.prepareStatement(PUBLISH)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> !stream.events("connected").isEmpty());
            for (int i = 0; i < MESSAGES; i++) {
                publish.setString(1, round + " sql " + i);
                publish.execute();
                sent.put(round + " sql " + i, System.nanoTime());
                shop.commit();
                LockSupport.parkNanos(PAUSE_NANOS / 2);
                sent.put(round + " http " + i, System.nanoTime());
                Api.created(
                        carillon.cluster().pod(1),
                        login,
                        "{\"type\":\"bench\",\"title\":\"" + round + " http " + i
                                + "\",\"message\":\"message\",\"audience\":\"organization\"}");
                LockSupport.parkNanos(PAUSE_NANOS / 2);
            }
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> stream.events("notification").size() >= 2 * MESSAGES);
            note(stream.events("notification"), sent, delays, ratios);
        }
    }

    private static void note(List<ReceivedEvent> events, Map<String, Long> sent, Medians delays, Medians ratios) {
        List<Double> sql = new ArrayList<>();
        List<Double> http = new ArrayList<>();
        for (ReceivedEvent event : events) {
            String title = event.json().path("data").path("title").asText();
            double millis = (event.arrivedAtNanos() - sent.get(title)) / 1e6;
            (title.contains(" sql ") ? sql : http).add(millis);
        }
        for (double quantile : new double[] {0.5, 0.99}) {
            String name = quantile == 0.5 ? "p50" : "p99";
            delays.add("in SQL, " + name, at(quantile, sql));
            delays.add("over HTTP, " + name, at(quantile, http));
            ratios.add(name, at(quantile, sql) / at(quantile, http));
        }
    }

    private static double at(double quantile, List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(quantile * sorted.size())));
    }

    private static void measureCreates(Carillon carillon, Generator generator, Connection shop, Medians creates)
            throws SQLException {
        double alone = rate(generator, carillon);
        try (PreparedStatement publish = shop.prepareStatement(PUBLISH)) {
            publish.setString(1, "held");
            publish.execute();
            double beside = rate(generator, carillon);
            shop.rollback();
            creates.add("alone, creates a second", alone);
            creates.add("beside it, creates a second", beside);
            creates.add("ratio in the same round", beside / alone);
        }
    }

    private static double rate(Generator generator, Carillon carillon) {
        return generator.run(carillon, CREATES).path("publishes_per_s").asDouble();
    }
}
