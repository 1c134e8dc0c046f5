package dev.carillon.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A program of Maven's repository that a test runs in a process of its own, because its libraries would clash with the
 * application's.
 *
 * @param coordinates {@code group:artifact:version}
 */
public record MavenArtifact(String coordinates) {

    private static final Path FOLDER = Path.of("target/maven-artifacts");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Its file, which is fetched if need be. Skips the test if it cannot be. */
    public Path file() {
        String[] parts = coordinates.split(":", -1);
        Path known = inRepository(parts[0], parts[1], parts[2]);
        if (Files.exists(known)) {
            return known;
        }
        Path file = FOLDER.resolve(parts[1] + "-" + parts[2] + ".jar").toAbsolutePath();
        if (!Files.exists(file)) {
            Command copy = Command.run(
                    Path.of("."),
                    LIMIT,
                    "./mvnw",
                    "-B",
                    "-q",
                    "-ntp",
                    "dependency:copy",
                    "-Dartifact=" + coordinates,
                    "-DoutputDirectory=" + FOLDER);
            if (!copy.succeeded()) {
                MissingTool.skip(coordinates + " cannot be fetched:\n" + copy.text());
            }
        }
        return file;
    }

    /**
     * The class path of all that a project file names, with what it needs in turn; written beside that file. Skips the test if
     * it cannot be fetched.
     */
    public static String classPath(Path project) throws IOException {
        Path file = project.resolveSibling("classpath");
        if (!Files.exists(file) || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(project)) < 0) {
            Command ask = Command.run(
                    Path.of("."),
                    LIMIT,
                    "./mvnw",
                    "-B",
                    "-q",
                    "-ntp",
                    "-f",
                    project.toString(),
                    "dependency:build-classpath",
                    "-Dmdep.outputFile=" + file.toAbsolutePath());
            if (!ask.succeeded()) {
                MissingTool.skip("What " + project + " names cannot be fetched:\n" + ask.text());
            }
        }
        return Files.readString(file);
    }

    /** Where Maven keeps what it has fetched before, such as for the application: another Maven would take seconds. */
    private static Path inRepository(String group, String artifact, String version) {
        return repository()
                .resolve(group.replace('.', '/'))
                .resolve(artifact)
                .resolve(version)
                .resolve(artifact + "-" + version + ".jar");
    }

    /** The repository of the Maven that runs the tests. */
    public static Path repository() {
        String usual =
                Path.of(System.getProperty("user.home"), ".m2", "repository").toString();
        // Surefire names the one that it uses.
        return Path.of(System.getProperty("localRepository", usual));
    }
}
