package dev.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.testkit.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The image's commands, outside of a container. Training and start with the cache: {@code src/bench/startup}. */
@ExtendWith(WithCluster.class)
class ImageCommandsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Dockerfile file = Dockerfile.read();
    private final BreakableCluster cluster;

    ImageCommandsIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void healthCheckTellsAPodFromNone() {
        // Given
        List<String> command = file.last("HEALTHCHECK").get(0).words();

        // Then
        assertThat(status(withPort(command, cluster.pod(1).managementPort()))).isZero();
        assertThat(status(withPort(command, 9))).isNotZero();
    }

    /** Of a JDK 25; the image's own options, and a JVM that has to know each of them. */
    @Test
    void jvmTakesTheImagesOptions() {
        int version = Runtime.version().feature();
        if (version < 25) {
            System.out.println("SKIPPED: the image's JVM options. They are for JDK 25, and this is " + version);
        }
        assumeTrue(version >= 25);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        assertThat(status(List.of(java, "@deploy/jvm.options", "-version"))).isZero();
    }

    private static List<String> withPort(List<String> command, int port) {
        assertThat(String.join(" ", command)).contains("/127.0.0.1/9000");
        return command.stream()
                .map(word -> word.replace("/127.0.0.1/9000", "/127.0.0.1/" + port))
                .toList();
    }

    private static int status(List<String> command) {
        return Command.run(new ProcessBuilder(command), LIMIT).status();
    }
}
