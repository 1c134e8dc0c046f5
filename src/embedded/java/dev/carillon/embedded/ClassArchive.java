package dev.carillon.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The loaded classes of a pod in a file that further pods map, instead of loading them again: a start takes two thirds
 * of the processor time. Made once per build for the integration tests, which start some 160 pods.
 */
public final class ClassArchive {

    // The pods write what tests read; a file that does not fit is only slower.
    private static final String SILENT = "-Xlog:cds*=off";

    private ClassArchive() {}

    /** Makes the archive of the packaged application. Argument: the project's directory. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.setProperty("carillon.project", arguments[0]);
        Path archive = Workspace.current().classArchive();
        Files.deleteIfExists(archive);
        TrainingRun.of(PodSettings.of("class-archive").withJvmOption("-XX:ArchiveClassesAtExit=" + archive));
        System.out.println(archive + ": " + Files.size(archive) / 1_048_576 + " MiB");
    }

    /** Options for a JVM that is to use it; none where there is none of this very application. */
    static List<String> options(PodSettings settings) throws IOException {
        Path archive = Workspace.current().classArchive();
        boolean another = settings.jvmOptions().stream()
                .anyMatch(option -> option.startsWith("-XX:AOT") || option.startsWith("-XX:ArchiveClasses"));
        if (another
                || !Files.exists(archive)
                || !settings.application().equals(Workspace.current().application())
                || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(settings.application()))
                        < 0) {
            return List.of();
        }
        return List.of("-XX:SharedArchiveFile=" + archive, SILENT);
    }
}
