package dev.carillon.chaos;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.ClusterScenario;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.Creates;
import dev.carillon.testkit.Judgement;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Fault 25: the wall clock of one pod is wrong, by libfaketime. */
@Timeout(240)
// Waits most of its time, with pods of its own.
@Execution(ExecutionMode.CONCURRENT)
class WallClockIT {
    @TempDir
    Path directory;

    @Test
    void wrongClockOfOnePodChangesNothing() throws IOException {
        // Given
        Path library = library().orElseGet(() -> {
            System.out.println("Fault 25 is skipped: libfaketime is not installed (package faketime)");
            return abort("libfaketime is not installed");
        });
        Path offset = Files.writeString(directory.resolve("offset"), "+0\n");
        PodSettings right = BreakableCluster.quick("wall-clock-it");
        PodSettings wrong = right.with("LD_PRELOAD", library.toString())
                .with("FAKETIME_TIMESTAMP_FILE", offset.toString())
                .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .with("FAKETIME_CACHE_DURATION", "1")
                // With the fix the JVM's timed waits return at once, and all of its threads spin.
                .with("FAKETIME_FORCE_MONOTONIC_FIX", "0");
        try (BreakableCluster cluster =
                        BreakableCluster.start(number -> number == 1 ? wrong : right, PostgresSettings.temporary(), 2);
                ClusterScenario scenario = new ClusterScenario(cluster, "wall-clock").open()) {
            SseStream stream = scenario.clients()
                    .open(SseRequest.stream(cluster.addresses().get(0), "").as(scenario.login("u1")));
            Creates creates = scenario.create(20, 240);

            // When
            scenario.awaitBegun(creates, 40);
            Files.writeString(offset, "+3600\n");
            awaitWrongKeepAlive(stream, Duration.ofMinutes(50));
            assertCreatedNow(cluster, scenario);
            Files.writeString(offset, "-10800\n");
            awaitWrongKeepAlive(stream, Duration.ofMinutes(-150));
            assertCreatedNow(cluster, scenario);

            // Then
            Judgement verdict = scenario.judge(Duration.ofSeconds(5));
            assertEquals(0, verdict.deliveries().reconnects());
            assertEquals(0, verdict.deliveries().gaveUp());
        }
    }

    /** Also shows that keep-alives go on. */
    private static void awaitWrongKeepAlive(SseStream stream, Duration atLeast) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            int count = stream.comments().size();
            String last = count == 0 ? "" : stream.comments().get(count - 1);
            if (!last.startsWith("keep-alive ")) {
                return false;
            }
            Duration off = Duration.between(Instant.now(), Instant.parse(last.substring("keep-alive ".length())));
            return atLeast.isNegative() ? off.compareTo(atLeast) < 0 : off.compareTo(atLeast) > 0;
        });
    }

    /** Creation times are the database's. */
    private static void assertCreatedNow(BreakableCluster cluster, ClusterScenario scenario) {
        String createdAt = Api.json(Api.create(
                        cluster.pod(1), scenario.login("u1"), Api.forUser("nobody", "by the database's clock")))
                .path("createdAt")
                .asText();
        Duration off = Duration.between(Instant.parse(createdAt), Instant.now()).abs();
        assertTrue(off.toSeconds() < 60, "created at " + createdAt);
    }

    private static Optional<Path> library() throws IOException {
        try (Stream<Path> candidates = Files.find(
                Path.of("/usr/lib"),
                4,
                (path, attributes) -> path.getFileName().toString().equals("libfaketimeMT.so.1"))) {
            return candidates.findFirst();
        }
    }
}
