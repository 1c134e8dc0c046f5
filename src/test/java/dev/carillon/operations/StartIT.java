package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.cluster.KeyCommand;
import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the packaged application starts, and what it tells when it cannot. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("StartIT")
@Timeout(180)
class StartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static EmbeddedServices services;

    @BeforeAll
    static void start() {
        services = EmbeddedServices.start();
    }

    @AfterAll
    static void stop() {
        services.close();
    }

    @Test
    void aDatabaseOutOfReachIsTheOnlyThingTold() {
        // When
        KeyCommand command = run("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/carillon");

        // Then
        assertThat(command.status()).isEqualTo(1);
        assertThat(command.errors())
                .contains(
                        "Carillon cannot start: PostgreSQL cannot be reached at jdbc:postgresql://127.0.0.1:1/carillon")
                .doesNotContain("\tat ");
    }

    @Test
    void aSettingWithoutASenseIsNamed() {
        // When
        KeyCommand command = run("CARILLON_STREAM_KEEP_ALIVE", "now and then");

        // Then
        assertThat(command.status()).isEqualTo(1);
        assertThat(command.errors())
                .contains("Carillon cannot start: ")
                .contains("carillon.stream.keep-alive")
                .doesNotContain("\tat ");
    }

    /** An unauthenticated bus has to be asked for, and a weak secret is none. */
    @ParameterizedTest
    @ValueSource(strings = {"", "too short"})
    void aPodWithoutASecretOfTheBusDoesNotStartAndSaysWhatToDo(String secret) {
        // When
        KeyCommand command = run("CARILLON_BUS_SECRETS", secret);

        // Then
        assertThat(command.status()).isEqualTo(1);
        assertThat(command.errors())
                .contains("Carillon cannot start: ")
                .contains("carillon.bus.secrets")
                .contains("openssl rand")
                .doesNotContain("too short")
                .doesNotContain("\tat ");
    }

    @Test
    void aBusThatIsNotAuthenticatedIsSaidAtTheStart() {
        // When
        KeyCommand command = KeyCommand.run(
                services,
                PodSettings.of("start-it").application(),
                Map.of("CARILLON_BUS_AUTHENTICATION", "off", "CARILLON_BUS_SECRETS", ""),
                "21",
                "open bus");

        // Then
        assertThat(command.status()).isZero();
        assertThat(command.errors()).contains("The bus is not authenticated");
    }

    @Test
    void whatNobodyThoughtOfIsToldWithItsTrace() {
        // When
        KeyCommand command = run("QUARKUS_FLYWAY_INIT_SQL", "this is no SQL");

        // Then
        assertThat(command.status()).isEqualTo(1);
        assertThat(command.errors()).contains("Carillon cannot start").contains("\tat ");
    }

    @Test
    void onlyThePodThatFindsAnOlderDatabaseMigratesIt() throws IOException {
        PodSettings settings = PodSettings.of("start-it");
        try (EmbeddedServices empty = EmbeddedServices.start();
                Pod first = Pod.start("first", empty, settings).awaitReady(PATIENCE);
                Pod second = Pod.start("second", empty, settings).awaitReady(PATIENCE)) {
            assertThat(Files.readString(first.logFile())).contains("Successfully applied");
            assertThat(Files.readString(second.logFile())).doesNotContain("org.fly");
        }
    }

    @Test
    void theDescriptionIsServedAsTheBuildWroteIt() throws Exception {
        // Given
        PodSettings settings = PodSettings.of("start-it");
        Path generated = settings.application().resolveSibling("quarkus/generated-bytecode.jar");
        try (Pod pod = Pod.start("described", services, settings).awaitReady(PATIENCE);
                JarFile jar = new JarFile(generated.toFile())) {

            // When
            byte[] json = get(pod.baseUrl() + "/q/openapi.json");
            byte[] yaml = get(pod.baseUrl() + "/q/openapi");

            // Then
            assertThat(json).isEqualTo(entry(jar, "META-INF/quarkus-generated-openapi-doc.JSON"));
            assertThat(yaml).isEqualTo(entry(jar, "META-INF/quarkus-generated-openapi-doc.YAML"));
            assertThat(jar.getEntry("io/quarkus/smallrye/openapi/runtime/OpenApiDocumentService_Subclass.class"))
                    .as("what puts our interceptor before Quarkus' own bean")
                    .isNotNull();
        }
    }

    private static byte[] get(String address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private static byte[] entry(JarFile jar, String name) throws IOException {
        return jar.getInputStream(jar.getEntry(name)).readAllBytes();
    }

    private static KeyCommand run(String setting, String value) {
        return KeyCommand.run(
                services, PodSettings.of("start-it").application(), Map.of(setting, value), "21", "first key");
    }
}
