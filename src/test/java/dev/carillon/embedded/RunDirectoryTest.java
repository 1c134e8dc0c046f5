package dev.carillon.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    private static final ProcessIdentity KILLED_LAUNCHER = new ProcessIdentity(1, Instant.EPOCH);

    @TempDir
    Path directory;

    private Process process;

    @BeforeEach
    void startProcess() throws IOException {
        process = new ProcessBuilder("sleep", "60").start();
    }

    @AfterEach
    void endProcess() {
        process.destroyForcibly();
    }

    @Test
    void leftoversOfAKilledRunAreEnded() throws Exception {
        // Given
        Path remains = Files.createDirectory(directory.resolve("remains"));
        Files.createFile(remains.resolve("row"));
        RunDirectory killed = new RunDirectory(directory.resolve("run"), KILLED_LAUNCHER);
        killed.remember("redis", process.toHandle(), "TERM", Optional.of(remains));

        // When
        List<String> ended = ownRuns().endLeftovers();

        // Then
        assertEquals(List.of("redis (pid " + process.pid() + ")"), ended);
        assertTrue(process.waitFor(5, TimeUnit.SECONDS));
        assertFalse(Files.exists(remains));
        assertEquals(List.of(), ownRuns().endLeftovers());
    }

    @Test
    void processOfARunningLauncherIsLeftAlone() throws IOException {
        // Given
        ownRuns().remember("redis", process.toHandle(), "TERM", Optional.empty());

        // When
        List<String> ended = ownRuns().endLeftovers();

        // Then
        assertEquals(List.of(), ended);
        assertTrue(process.isAlive());
    }

    @Test
    void strangerWithAReusedIdIsLeftAlone() throws IOException {
        // Given: the file says that a process of this id began an hour ago
        Path file = new RunDirectory(directory.resolve("run"), KILLED_LAUNCHER)
                .remember("redis", process.toHandle(), "TERM", Optional.empty());
        Instant began = ProcessIdentity.of(process.toHandle()).startedAt();
        String escaped = began.toString().replace(":", "\\:");
        String earlier = began.minus(Duration.ofHours(1)).toString().replace(":", "\\:");
        Files.writeString(file, Files.readString(file).replace(escaped, earlier));

        // When
        List<String> ended = ownRuns().endLeftovers();

        // Then
        assertEquals(List.of(), ended);
        assertTrue(process.isAlive());
        assertFalse(Files.exists(file));
    }

    @Test
    void unfinishedFileIsNoObstacle() throws IOException {
        // Given
        Files.createDirectories(directory.resolve("run"));
        Files.createFile(directory.resolve("run").resolve("redis-1.properties"));

        // When
        List<String> ended = ownRuns().endLeftovers();

        // Then
        assertEquals(List.of(), ended);
    }

    private RunDirectory ownRuns() {
        return new RunDirectory(directory.resolve("run"), ProcessIdentity.of(ProcessHandle.current()));
    }
}
