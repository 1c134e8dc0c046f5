package dev.carillon.embedded;

import java.nio.file.Path;

/** The project's directory and what this package keeps below its {@code target}. */
record Workspace(Path project) {
    /** The command can be run from anywhere, so it names the project; tests run inside it. */
    static Workspace current() {
        return new Workspace(Path.of(System.getProperty("carillon.project", "")).toAbsolutePath());
    }

    Path application() {
        return project.resolve("target/quarkus-app/quarkus-run.jar");
    }

    Path classArchive() {
        return project.resolve("target/pod-classes.jsa");
    }

    /** The build's API description, as JSON. */
    Path apiDescription() {
        return project.resolve("target/openapi/openapi.json");
    }

    Path unpackedPrograms() {
        return project.resolve("target/embedded");
    }

    Path runningProcesses() {
        return project.resolve("target/embedded/run");
    }

    /** Where development mode finds its PostgreSQL; {@code application.properties} names the same file. */
    Path developmentSettings() {
        return project.resolve("target/development/application.properties");
    }

    Path busSecret() {
        return project.resolve("target/embedded/bus-secret");
    }

    Path logs(String of) {
        return project.resolve("target").resolve(of).resolve("logs");
    }
}
