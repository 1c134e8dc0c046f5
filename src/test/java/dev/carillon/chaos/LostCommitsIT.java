package dev.carillon.chaos;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.ClusterScenario;
import dev.carillon.embedded.PostgresServer;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.BrowserPage;
import dev.carillon.testkit.Judgement;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
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
@Timeout(300)
class LostCommitsIT {
    private static final Duration RESET_LIMIT = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static BreakableCluster cluster;

    private String beforeTheFork;

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
    void promotedStandbyThatLostCommitsResetsThosePagesThatShowedThem() throws IOException {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "standby-promoted").open()) {
            // Given
            BrowserPage away = loseCommits(scenario, true);

            // Then
            assertEverybodyIsReset(scenario, away);
        }
    }

    /** An older copy of the same server: neither timeline nor identifier betrays it. */
    @Test
    void restoredCopyThatLostCommitsResetsThosePagesThatShowedThem() throws IOException {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "copy-restored").open()) {
            // Given
            BrowserPage away = loseCommits(scenario, false);

            // Then
            assertEverybodyIsReset(scenario, away);
        }
    }

    /** Two standbys that know nothing of each other: both call their history the second timeline. */
    @Test
    void secondPromotionFromTheSameStateResetsThosePagesThatShowedTheFirst() throws IOException {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "promoted-twice").open()) {
            // Given
            BrowserPage away = loseCommits(scenario, true);
            assertEverybodyIsReset(scenario, away);
            scenario.create(30, 20).awaitEnd(Duration.ofSeconds(30));

            // When
            cluster.services().postgres().crash();
            comeBackAsTheCopy(true);

            // Then
            await().atMost(RESET_LIMIT)
                    .until(() -> scenario.pages().stream().allMatch(page -> page.count("reset") == 2));
            scenario.create(30, 20);
            scenario.judge(Duration.ofSeconds(7));
        }
    }

    /** Returns a page that was away meanwhile and comes back with a cursor that no longer exists. */
    private BrowserPage loseCommits(ClusterScenario scenario, boolean promoting) throws IOException {
        PostgresServer postgres = cluster.services().postgres();
        BrowserPage away = scenario.add("away", scenario.login("u1"), 1);
        scenario.awaitConnected();
        scenario.create(30, 20).awaitEnd(Duration.ofSeconds(20));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ofOurs(scenario).allMatch(page -> page.count("notification") > 0));
        beforeTheFork = away.source().lastEventId();
        postgres.stop();
        delete(directory.resolve("copy"));
        copy(directory.resolve("data"), directory.resolve("copy"));
        postgres.restart();
        scenario.create(30, 20).awaitEnd(Duration.ofSeconds(30));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ofOurs(scenario).allMatch(page -> page.count("notification") >= 20));
        away.goOffline();
        postgres.crash();
        comeBackAsTheCopy(promoting);
        return away;
    }

    private static void comeBackAsTheCopy(boolean promoting) throws IOException {
        Path data = directory.resolve("data");
        delete(data);
        copy(directory.resolve("copy"), data);
        if (promoting) {
            Files.createFile(data.resolve("recovery.signal"));
        }
        cluster.services().postgres().restart();
    }

    /** The pages that are shown most of what is created. */
    private static Stream<BrowserPage> ofOurs(ClusterScenario scenario) {
        return scenario.pages().stream().filter(page -> !page.name().startsWith("other"));
    }

    private void assertEverybodyIsReset(ClusterScenario scenario, BrowserPage away) {
        await().atMost(RESET_LIMIT)
                .until(() -> scenario.pages().stream()
                        .filter(page -> page != away)
                        .allMatch(page -> page.count("reset") == 1));
        away.comeBack();
        await().atMost(RESET_LIMIT).until(() -> away.count("reset") == 1);
        assertEquals("forked", away.latest("reset").orElseThrow().path("reason").asText());
        assertNobodyElseIsReset(scenario);
        scenario.create(30, 40);
        Judgement verdict = scenario.judge(Duration.ofSeconds(7));
        // The neighbor's pages, too: every fourth notification that was lost was theirs.
        assertEquals(scenario.pages().size(), verdict.deliveries().resets());
    }

    /** A client that was shown nothing of the lost part goes on. */
    private void assertNobodyElseIsReset(ClusterScenario scenario) {
        try (SseClients clients = new SseClients()) {
            SseRequest request =
                    SseRequest.stream(cluster.addresses().get(0), "").as(scenario.login("u1"));
            SseStream stream = clients.openAnswered(request.after(beforeTheFork), Duration.ofSeconds(30));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !stream.events("connected").isEmpty());
            assertTrue(stream.events().get(0).json().path("resumed").asBoolean());
            assertEquals(0, stream.events("reset").size());
        }
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
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
