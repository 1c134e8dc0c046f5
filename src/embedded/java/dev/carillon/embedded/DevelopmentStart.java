package dev.carillon.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs inside the build, before {@code quarkus:dev} starts its pod: starts {@link Development} and returns when the pod can use
 * it. In every other build it does nothing.
 */
public final class DevelopmentStart {
    private static final String GOAL = "quarkus:dev";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** Set once in the build's JVM, because a changed pom.xml makes Quarkus come here again. */
    private static final String STARTED = "carillon.development.started";

    private DevelopmentStart() {}

    /** @param arguments the goals of the build as Maven prints them, and the project's directory */
    public static void main(String[] arguments) throws IOException {
        if (arguments[0].contains(GOAL) && System.setProperty(STARTED, "true") == null) {
            start(new Workspace(Path.of(arguments[1]).toAbsolutePath()));
        }
    }

    private static void start(Workspace workspace) throws IOException {
        Path settings = workspace.developmentSettings();
        Path log = workspace.logs("development").resolve("development.log");
        Files.deleteIfExists(settings);
        Files.deleteIfExists(log);
        String classPath = workspace.project().resolve("target/test-classes")
                + java.io.File.pathSeparator
                + Files.readString(workspace.project().resolve("target/embedded.classpath"));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dcarillon.project=" + workspace.project(),
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                classPath,
                Development.class.getName(),
                Long.toString(ProcessHandle.current().pid()));
        ChildProcess services = ChildProcess.start(
                new ChildProcess.Program("development", command, Map.of(), log, "TERM", Optional.empty()),
                RunDirectory.of(workspace));
        if (!Waiting.until(PATIENCE, () -> !services.isAlive() || Files.exists(settings)) || !Files.exists(settings)) {
            services.kill();
            throw new IOException("PostgreSQL for development does not start:\n" + Directories.tail(log));
        }
        System.out.println(Files.readString(log).strip());
    }
}
