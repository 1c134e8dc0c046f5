package dev.carillon.chaos;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.ClusterScenario;
import dev.carillon.embedded.PostgresServer;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.BrowserEventSource;
import dev.carillon.testkit.BrowserPage;
import dev.carillon.testkit.Judgement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Fault 21: PostgreSQL comes back without its newest commits, and hands out their ids again. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("LostCommitsIT")
@Timeout(180)
class LostCommitsIT {
    private static final Duration RESET_LIMIT = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static BreakableCluster cluster;

    @BeforeAll
    static void start() {
        // A recovery requested by a file ends, without an archive, with the present WAL and on a new timeline.
        PostgresSettings settings = PostgresSettings.keptIn(directory).with("restore_command", "false");
        cluster = BreakableCluster.start(BreakableCluster.quick("lost-commits-it"), settings, 2);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    /** A standby that had not received the newest commits is promoted. */
    @Test
    void promotedStandbyThatLostCommitsResetsEverybody() throws IOException {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "standby-promoted").open()) {
            // Given
            String before = epochOf(scenario);
            BrowserPage away = loseCommits(scenario, true);

            // Then
            assertEverybodyIsReset(scenario, away, "epoch");
            assertNotEquals(before, epochOf(scenario));
        }
    }

    /** An older copy of the same server: nothing but the lower head betrays it. */
    @Test
    void restoredCopyThatLostCommitsResetsEverybody() throws IOException {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "copy-restored").open()) {
            // Given
            BrowserPage away = loseCommits(scenario, false);

            // Then
            assertEverybodyIsReset(scenario, away, "ahead");
        }
    }

    /** Returns a page that was away meanwhile and comes back with a cursor that no longer exists. */
    private static BrowserPage loseCommits(ClusterScenario scenario, boolean promoting) throws IOException {
        PostgresServer postgres = cluster.services().postgres();
        BrowserPage away = scenario.add("away", scenario.login("u1"), 1);
        scenario.awaitConnected();
        scenario.create(30, 20).awaitEnd(Duration.ofSeconds(20));
        Path data = directory.resolve("data");
        Path copy = directory.resolve("copy");
        postgres.stop();
        copy(data, copy);
        postgres.restart();
        scenario.create(30, 20).awaitEnd(Duration.ofSeconds(30));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> scenario.pages().stream()
                        .filter(page -> !page.name().startsWith("other"))
                        .allMatch(page -> page.count("notification") >= 20));
        away.goOffline();
        postgres.crash();
        delete(data);
        Files.move(copy, data);
        if (promoting) {
            Files.createFile(data.resolve("recovery.signal"));
        }
        postgres.restart();
        return away;
    }

    private static void assertEverybodyIsReset(ClusterScenario scenario, BrowserPage away, String reasonForTheOneAway) {
        List<BrowserPage> present =
                scenario.pages().stream().filter(page -> page != away).toList();
        await().atMost(RESET_LIMIT).until(() -> present.stream().allMatch(page -> page.count("reset") == 1));
        away.comeBack();
        await().atMost(RESET_LIMIT).until(() -> away.count("reset") == 1);
        assertEquals(
                reasonForTheOneAway,
                away.latest("reset").orElseThrow().path("reason").asText());
        scenario.create(30, 40);
        Judgement verdict = scenario.judge(Duration.ofSeconds(7));
        assertEquals(scenario.pages().size(), verdict.deliveries().resets());
    }

    private static String epochOf(ClusterScenario scenario) {
        BrowserEventSource source = scenario.pages().get(0).source();
        return source.lastEventId().substring(0, source.lastEventId().indexOf('-'));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            all.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        // Run by root, the server belongs to another user, who must own the copy too.
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.setOwner(to.resolve(from.relativize(file)), Files.getOwner(file));
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
