package dev.carillon.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command that makes the AOT cache: runs the packaged application once over real services, exercises it like a pod,
 * and lets the JVM store the loaded and linked classes. Run it with the JVM that will use the cache, JDK 25 or later.
 *
 * <p>See docs/adr/0020-image-and-manifests.md
 */
public final class AotTraining {
    /**
     * For the training alone. A cache that names methods of the second compiler makes it compile them again at the
     * start, when the start itself needs the processors.
     */
    private static final String WITHOUT_SECOND_COMPILER = "-XX:TieredStopAtLevel=2";

    private final Path application;
    private final List<String> options;

    private AotTraining(Path application, List<String> options) {
        this.application = application;
        this.options = options;
    }

    /** Arguments: the {@code quarkus-run.jar}, the cache to make, and the JVM's options. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path application = Path.of(arguments[0]);
        Path cache = Path.of(arguments[1]);
        new AotTraining(application, List.of(arguments).subList(2, arguments.length)).make(cache);
        System.out.println(cache + ": " + Files.size(cache) / 1_048_576 + " MiB");
        System.exit(0);
    }

    private void make(Path cache) throws IOException, InterruptedException {
        Path recorded = cache.resolveSibling(cache.getFileName() + ".recorded");
        record(recorded);
        List<String> create = new ArrayList<>();
        create.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        create.addAll(options);
        create.addAll(List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + recorded, "-XX:AOTCache=" + cache));
        create.addAll(List.of("-jar", application.toString()));
        Process process = new ProcessBuilder(create).inheritIO().start();
        if (process.waitFor() != 0 || !Files.exists(cache)) {
            throw new IllegalStateException("The JVM makes no cache of what it has recorded.");
        }
        Files.delete(recorded);
    }

    private void record(Path recorded) throws IOException, InterruptedException {
        List<String> recording = new ArrayList<>(options);
        recording.addAll(List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recorded, WITHOUT_SECOND_COMPILER));
        Path logs = Workspace.current().logs("aot-training");
        PodSettings settings =
                new PodSettings(application, logs, "the secret of a training run alone", recording, Map.of(), 0, 0);
        TrainingRun.of(settings);
    }
}
