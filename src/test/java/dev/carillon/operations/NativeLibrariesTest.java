package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.testkit.Command;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pod knows whether libraries can be loaded from where they are unpacked. */
class NativeLibrariesTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void ordinaryDirectoryIsExecutable() {
        assertThat(NativeLibraries.isExecutable(directory)).isTrue();
    }

    @Test
    void missingDirectoryIsNot() {
        assertThat(NativeLibraries.isExecutable(directory.resolve("none"))).isFalse();
    }

    /** As root only, who may mount. */
    @Test
    void directoryThatIsMountedWithoutExecutionIsNot() {
        Command mount = run("mount", "-t", "tmpfs", "-o", "noexec", "tmpfs", directory.toString());
        if (!mount.succeeded()) {
            System.out.println("SKIPPED: a directory without execution. This user cannot mount one.");
        }
        assumeTrue(mount.succeeded());
        try {
            assertThat(NativeLibraries.isExecutable(directory)).isFalse();
        } finally {
            run("umount", directory.toString());
        }
    }

    private static Command run(String... words) {
        return Command.run(new ProcessBuilder(words), LIMIT);
    }
}
