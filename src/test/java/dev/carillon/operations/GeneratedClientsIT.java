package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.Pod;
import dev.carillon.testkit.ClientWorkspace;
import dev.carillon.testkit.Command;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.MavenArtifact;
import dev.carillon.testkit.SecondCluster;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Clients that programs make from the API's description compile, and do one contract's work against three pods: every call goes
 * to another pod than the one before it.
 */
@SecondCluster
@ExtendWith(WithCluster.class)
@Timeout(300)
class GeneratedClientsIT {

    private static final String DESCRIPTION =
            Path.of("target/openapi/openapi.json").toAbsolutePath().toString();
    private static final MavenArtifact GENERATOR = new MavenArtifact("org.openapitools:openapi-generator-cli:7.25.0");
    private static final List<MavenArtifact> OF_THE_JAVA_CLIENT = List.of(
            new MavenArtifact("com.google.code.findbugs:jsr305:3.0.2"),
            new MavenArtifact("com.fasterxml.jackson.core:jackson-annotations:2.21"),
            new MavenArtifact("com.fasterxml.jackson.core:jackson-core:2.21.8"),
            new MavenArtifact("com.fasterxml.jackson.core:jackson-databind:2.21.8"),
            new MavenArtifact("com.fasterxml.jackson.datatype:jackson-datatype-jsr310:2.21.8"),
            new MavenArtifact("jakarta.annotation:jakarta.annotation-api:3.0.0"));
    private static final String USER = "ada";

    private final BreakableCluster cluster;
    private ClientWorkspace work;

    GeneratedClientsIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    @BeforeEach
    void install() throws IOException {
        work = ClientWorkspace.of(Path.of("src/test/openapi"));
    }

    @Test
    void typescriptClientsHoldTheContract() {
        // Given
        ClientWorkspace.succeeded(work.tool("openapi-typescript", DESCRIPTION, "-o", "generated/schema.d.ts"));
        ClientWorkspace.succeeded(
                work.tool("openapi-ts", "-i", DESCRIPTION, "-o", "generated/hey-api", "-c", "@hey-api/client-fetch"));
        ClientWorkspace.succeeded(work.tool("tsc", "-p", "."));

        // Then
        holds("node", "out/typescript-client.js");
        holds("node", "out/hey-api-client.js");
    }

    @Test
    void javaClientHoldsTheContract() throws IOException {
        // Given
        generate(
                "java",
                "generated-java",
                "library=native,openApiNullable=false,useJakartaEe=true,"
                        + "apiPackage=generated.api,modelPackage=generated.model,invokerPackage=generated");
        String libraries = OF_THE_JAVA_CLIENT.stream()
                .map(library -> library.file().toString())
                .collect(Collectors.joining(File.pathSeparator));
        ClientWorkspace.succeeded(compiled(libraries));

        // Then
        holds(ofTheJdk("java"), "-cp", "out-java" + File.pathSeparator + libraries, "Contract");
    }

    @Test
    void pythonClientHoldsTheContract() {
        // Given
        String python = python();
        generate("python", "generated-python", "packageName=carillon_client");

        // Then
        holds(python, "python/contract.py");
    }

    @Test
    void goClientHoldsTheContract() {
        // Given
        if (!work.run("go", "version").succeeded()) {
            skip("There is no go on the PATH: the client in Go is not tried.");
        }
        generate("go", "go/carillon", "packageName=carillon,withGoMod=false");

        // Then
        ClientWorkspace.succeeded(work.run("sh", "-c", "cd go && GOFLAGS=-mod=mod go build -o contract ."));
        holds("go/contract");
    }

    /** A Python that has what the client imports, or one of its own that gets it. Few machines need either. */
    private String python() {
        String imports =
                "import dateutil, pydantic, typing_extensions, urllib3; assert pydantic.VERSION.startswith('2')";
        if (work.run("python3", "-c", imports).succeeded()) {
            return "python3";
        }
        String own = "venv/bin/python3";
        boolean made = work.run(own, "-c", imports).succeeded()
                || (work.run("python3", "-m", "venv", "venv").succeeded()
                        && work.run(own, "-m", "pip", "install", "-q", "-r", "python/requirements.txt")
                                .succeeded());
        if (!made) {
            skip("There is no Python 3 with pydantic 2, and none can be made: the client in Python is not tried.");
        }
        return own;
    }

    private static void skip(String reason) {
        System.out.println("SKIPPED: " + reason);
        abort(reason);
    }

    private void generate(String language, String folder, String properties) {
        ClientWorkspace.succeeded(work.run(
                ofTheJdk("java"),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                GENERATOR.file().toString(),
                "generate",
                "-i",
                DESCRIPTION,
                "-g",
                language,
                "-o",
                folder,
                "--additional-properties=" + properties));
    }

    /** Runs the program, with the pods' origins, the cookie of a new user, and that user's id. */
    private void holds(String program, String... arguments) {
        Login login = cluster.login(Credentials.newOrganization(), USER);
        String pods = cluster.pods().stream().map(Pod::baseUrl).collect(Collectors.joining(","));
        String said = ClientWorkspace.succeeded(work.run(
                program,
                Stream.concat(Stream.of(arguments), Stream.of(pods, login.cookie(), USER))
                        .toArray(String[]::new)));
        assertThat(said).contains("holds");
    }

    private Command compiled(String libraries) throws IOException {
        try (Stream<Path> files = Files.walk(work.directory().resolve("generated-java/src/main/java"))) {
            Stream<String> sources = Stream.concat(
                            files, Stream.of(work.directory().resolve("java/Contract.java")))
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(file -> work.directory().relativize(file).toString());
            return work.run(
                    ofTheJdk("javac"),
                    // JDK 17 reads sources in the charset of the environment, which may be ASCII.
                    Stream.concat(
                                    Stream.of("-encoding", "UTF-8", "-nowarn", "-cp", libraries, "-d", "out-java"),
                                    sources)
                            .toArray(String[]::new));
        }
    }

    /** The build's own: another may stand first on the PATH, or none. */
    private static String ofTheJdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }
}
