package dev.carillon.bench;

import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Creates of this build and of an earlier one in turn, each with its own servers: into one organization, over 1,000, and
 * both again beside a transaction that has been open for ten minutes.
 *
 * <p>The environment variable {@code EARLIER} names the {@code quarkus-run.jar} of the earlier build.
 */
final class Versions implements Benchmark {

    private static final String NOW = "this build";
    private static final String BEFORE = "the earlier build";

    private static final Map<String, Scenario> LOADS = new TreeMap<>(Map.of(
            "one organization",
            new Scenario(10, 10, 1, 300, List.of())
                    .with("--idle", 2, "--closed", "http", "--concurrency", 64, "--duration", 10),
            "1,000 organizations",
            new Scenario(1_000, 1_000, 1_000, 300, List.of())
                    .with("--idle", 2, "--closed", "http", "--concurrency", 64, "--duration", 10)));

    @Override
    public void run(Rounds rounds, Path directory, Page page) throws IOException {
        Path earlier = Path.of(System.getenv().getOrDefault("EARLIER", ""));
        if (!Files.isRegularFile(earlier)) {
            throw new IllegalArgumentException("EARLIER must name the quarkus-run.jar of another build");
        }
        Generator generator = new Generator(directory.resolve("report.json"));
        Medians rates = page.medians("creates a second");
        Medians ratios = page.medians("ratio in the same round");
        try (Carillon now = Carillon.start("now", directory, Carillon.settings(), 1);
                Carillon before = Carillon.start("before", directory, settings(earlier), 1)) {
            for (Scenario load : LOADS.values()) {
                Generator.warmUp(now, () -> rate(generator, now, load));
                Generator.warmUp(before, () -> rate(generator, before, load));
            }
            rounds.shareAmong(2);
            measure("", rounds, generator, now, before, rates, ratios);
            // As old as the rounds take. The rows that were changed behind its snapshot count, and not its age.
            List<Connection> snapshots = List.of(snapshot(now), snapshot(before));
            measure(", beside a snapshot", rounds, generator, now, before, rates, ratios);
            for (Connection snapshot : snapshots) {
                snapshot.close();
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
        page.say(
                "64 callers at once, 10 s each. Each create request is answered after its commit is on the disk. The snapshot");
        page.say(
                "is that of a REPEATABLE READ transaction, which stays open for all rounds that are measured beside it.");
        page.say("");
        page.tell(rates);
        page.say("");
        page.tell(ratios);
    }

    private static void measure(
            String beside,
            Rounds rounds,
            Generator generator,
            Carillon now,
            Carillon before,
            Medians rates,
            Medians ratios) {
        for (int round : rounds.each()) {
            LOADS.forEach((name, load) -> {
                double ofNow = rate(generator, now, load);
                double ofBefore = rate(generator, before, load);
                rates.add(name + beside + ": " + NOW, ofNow);
                rates.add(name + beside + ": " + BEFORE, ofBefore);
                ratios.add(name + beside + ": " + NOW + " to " + BEFORE, ofNow / ofBefore);
            });
        }
    }

    /** The versions before accounts of the application's own let it own its tables. */
    private static PodSettings settings(Path earlier) {
        return Carillon.settings()
                .withApplication(earlier)
                .with("QUARKUS_DATASOURCE_USERNAME", PostgresServer.OWNER)
                .with("QUARKUS_DATASOURCE_PASSWORD", PostgresServer.OWNER);
    }

    private static Connection snapshot(Carillon carillon) throws SQLException {
        PostgresServer postgres = carillon.services().postgres();
        Connection connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select count(*) from pg_class");
        }
        return connection;
    }

    private static double rate(Generator generator, Carillon carillon, Scenario load) {
        return generator.run(carillon, load).path("publishes_per_s").asDouble();
    }
}
