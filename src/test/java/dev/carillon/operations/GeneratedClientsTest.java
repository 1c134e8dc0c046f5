package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ClientWorkspace;
import dev.carillon.testkit.Command;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.MavenArtifact;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that programs make from the API's description compile, and do one contract's work against a pod. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class GeneratedClientsTest {

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

    // A few for each route and kind of caller. The command line may ask for more: -Drequests.per-route=500.
    private static final int REQUESTS_PER_ROUTE = Integer.getInteger("requests.per-route", 10);

    @Inject
    Credentials credentials;

    @TestHTTPResource
    URL url;

    private ClientWorkspace work;
    private Login ada;
    private String origin;

    @BeforeEach
    void install() throws IOException {
        work = ClientWorkspace.of(Path.of("src/test/openapi"));
        ada = credentials.login(Credentials.newOrganization(), "ada");
        origin = url.toString().replaceAll("/$", "");
    }

    @Test
    void typescriptClientsHoldTheContract() {
        // Given
        ClientWorkspace.succeeded(work.tool("openapi-typescript", DESCRIPTION, "-o", "generated/schema.d.ts"));
        ClientWorkspace.succeeded(
                work.tool("openapi-ts", "-i", DESCRIPTION, "-o", "generated/hey-api", "-c", "@hey-api/client-fetch"));
        ClientWorkspace.succeeded(work.tool("tsc", "-p", "."));
        Login bob = credentials.login(Credentials.newOrganization(), "bob");

        // When
        String openapiFetch = work.node("out/typescript-client.js", origin, ada.cookie(), "ada");
        String heyApi = work.node("out/hey-api-client.js", origin, bob.cookie(), "bob");

        // Then
        assertThat(List.of(openapiFetch, heyApi)).allMatch(said -> said.contains("holds"));
    }

    @Test
    void javaClientHoldsTheContract() throws IOException {
        // Given
        ClientWorkspace.succeeded(work.run(
                "java",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                GENERATOR.file().toString(),
                "generate",
                "-i",
                DESCRIPTION,
                "-g",
                "java",
                "-o",
                "generated-java",
                "--additional-properties=library=native,openApiNullable=false,useJakartaEe=true,"
                        + "apiPackage=generated.api,modelPackage=generated.model,invokerPackage=generated"));
        String libraries = OF_THE_JAVA_CLIENT.stream()
                .map(library -> library.file().toString())
                .collect(Collectors.joining(File.pathSeparator));
        ClientWorkspace.succeeded(compiled(libraries));

        // When
        String said = ClientWorkspace.succeeded(work.run(
                "java", "-cp", "out-java" + File.pathSeparator + libraries, "Contract", origin, ada.cookie(), "ada"));

        // Then
        assertThat(said).contains("holds");
    }

    @Test
    void requestsMadeFromTheDescriptionGetNoAnswerThatItDoesNotHave() {
        // Given
        int seed = new Random().nextInt();
        System.out.println("Seed of the requests: " + seed);
        String organization = Credentials.newOrganization();
        String key = credentials.backend(organization).headers().get("X-Api-Key");
        String admin = credentials.admin(organization).headers().get("Cookie");

        // When
        JsonObject outcome = new JsonObject(work.node(
                "requests.mjs",
                DESCRIPTION,
                origin,
                Integer.toString(REQUESTS_PER_ROUTE),
                Integer.toString(seed),
                "anonymous",
                "ada=cookie:" + ada.cookie(),
                "admin=cookie:" + admin,
                "backend=x-api-key:" + key));

        // Then
        assertThat(outcome.getJsonArray("complaints"))
                .as(outcome.encodePrettily())
                .isEmpty();
        assertThat(outcome.getJsonObject("seen").fieldNames())
                .contains("200", "201", "204", "400", "401", "403", "404");
    }

    private Command compiled(String libraries) throws IOException {
        try (Stream<Path> files = Files.walk(work.directory().resolve("generated-java/src/main/java"))) {
            Stream<String> sources = Stream.concat(
                            files, Stream.of(work.directory().resolve("java/Contract.java")))
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(file -> work.directory().relativize(file).toString());
            return work.run(
                    "javac",
                    Stream.concat(Stream.of("-nowarn", "-cp", libraries, "-d", "out-java"), sources)
                            .toArray(String[]::new));
        }
    }
}
