package dev.carillon.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusSecretTest {

    @Test
    void launchersThatStartTogetherAndLaterOnesShareOneSecret(@TempDir Path directory) throws Exception {
        // Given
        Path file = directory.resolve("embedded/bus-secret");
        ExecutorService launchers = Executors.newFixedThreadPool(8);
        try {
            // When
            Callable<String> launcher = () -> BusSecret.in(file);
            List<Future<String>> secrets = launchers.invokeAll(Collections.nCopies(8, launcher));

            // Then
            String later = BusSecret.in(file);
            assertThat(later).hasSize(64);
            for (Future<String> secret : secrets) {
                assertThat(secret.get()).isEqualTo(later);
            }
            assertThat(file.getParent().toFile().list()).containsExactly("bus-secret");
        } finally {
            launchers.shutdown();
        }
    }

    @Test
    void anotherDirectoryHasAnotherSecret(@TempDir Path directory) {
        assertThat(BusSecret.in(directory.resolve("a/bus-secret")))
                .isNotEqualTo(BusSecret.in(directory.resolve("b/bus-secret")));
    }
}
