package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.KeyCommand;
import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodSettings;
import dev.carillon.testkit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The start of the packaged application, and its message if it cannot start. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("StartIT")
@Timeout(180)
class StartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    // Of JDK 17, where it is true.
    private static final String WITHOUT_VIRTUAL_THREADS = "spawns virtual threads";

    private static final List<String> FOR_TRYING_OUT = List.of(
            "/q/openapi",
            "/q/openapi.json",
            "/q/openapi.yaml",
            "/q/openapi.yml",
            "/openapi",
            "/demo",
            "/demo/",
            "/demo/index.html",
            "/demo/demo.js",
            "/q/swagger-ui",
            "/q/swagger-ui/",
            "/q/swagger-ui/index.html",
            "/q/dev-ui",
            "/q/arc/beans");

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
        Command command = run("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/carillon");

        // Then
        assertThat(command.status()).isEqualTo(1);
        assertThat(command.errors())
                .contains(
                        "Carillon cannot start: PostgreSQL cannot be reached at jdbc:postgresql://127.0.0.1:1/carillon")
                .doesNotContain("\tat ");
    }

    /** As hosting services hand addresses out, and as people write them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://carillon:hunter2@127.0.0.1:1/carillon",
                "jdbc:postgresql://carillon:hunter2@127.0.0.1:1/carillon",
                "jdbc:postgresql://127.0.0.1:1/carillon?user=carillon&password=hunter2"
            })
    void passwordInAnAddressIsInNoLine(String address) {
        // When
        Command command = run("QUARKUS_DATASOURCE_JDBC_URL", address);

        // Then
        assertThat(command.status()).isEqualTo(1);
        assertThat(command.errors()).contains("Carillon cannot start: ").contains("127.0.0.1:1");
        assertThat(command.text()).doesNotContain("hunter2");
    }

    @Test
    void aSettingWithoutASenseIsNamed() {
        // When
        Command command = run("CARILLON_STREAM_KEEP_ALIVE", "now and then");

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
        Command command = run("CARILLON_BUS_SECRETS", secret);

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
        Command command = KeyCommand.run(
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
    void unknownStartupFailureIsLoggedWithItsStackTrace() {
        // Given
        try (EmbeddedServices empty = EmbeddedServices.start()) {
            // When
            Command command = run(empty, "QUARKUS_FLYWAY_INIT_SQL", "this is no SQL");

            // Then
            assertThat(command.status()).isEqualTo(1);
            assertThat(command.errors()).contains("Carillon cannot start").contains("\tat ");
        }
    }

    @Test
    void onlyThePodThatFindsAnOlderDatabaseMigratesIt() throws IOException {
        PodSettings settings = PodSettings.of("start-it");
        try (EmbeddedServices empty = EmbeddedServices.start();
                Pod first = Pod.start("first", empty, settings).awaitReady(PATIENCE);
                Pod second = Pod.start("second", empty, settings).awaitReady(PATIENCE)) {
            assertThat(Files.readString(first.logFile())).contains("Successfully applied");
            assertThat(Files.readString(second.logFile()))
                    .contains("No migration necessary")
                    .doesNotContain("Successfully applied");
        }
    }

    /** Otherwise operators learn to overlook warnings. */
    @Test
    void startThatWentWellWarnsOfNothing() throws IOException {
        PodSettings settings = PodSettings.of("start-it");
        Files.deleteIfExists(settings.logDirectory().resolve("unwarned.log"));
        try (Pod pod = Pod.start("unwarned", services, settings).awaitReady(PATIENCE)) {
            // Lines are written behind what they tell.
            await().until(() -> Files.readString(pod.logFile()).contains("Listening on"));
            assertThat(Files.readAllLines(pod.logFile()))
                    .noneMatch(line -> line.contains(" WARN") && !line.contains(WITHOUT_VIRTUAL_THREADS))
                    .noneMatch(line -> line.contains(" ERROR"));
        }
    }

    /** The local cluster has them. In the package they would have to be kept as safe as the application itself. */
    @Test
    void demoPagesAreNotServed() {
        // Of its own: others need a database that nobody has migrated.
        try (EmbeddedServices own = EmbeddedServices.start();
                Pod pod = Pod.start("bare", own, PodSettings.of("start-it")).awaitReady(PATIENCE)) {
            for (String address : List.of(pod.baseUrl(), pod.managementUrl())) {
                for (String path : FOR_TRYING_OUT) {
                    // A slash at the end may be rejected before anything looks for a file.
                    assertThat(status(address + path))
                            .as(address + path)
                            .isIn(path.endsWith("/") ? Set.of(400, 404) : Set.of(404));
                }
            }
            assertThat(status(pod.baseUrl() + "/carillon/client.js")).isEqualTo(200);
            assertThat(status(pod.managementUrl() + "/q/health/live")).isEqualTo(200);
        }
    }

    private static int status(String address) {
        return Api.fetch(address).statusCode();
    }

    private static Command run(String setting, String value) {
        return run(services, setting, value);
    }

    private static Command run(EmbeddedServices at, String setting, String value) {
        return KeyCommand.run(at, PodSettings.of("start-it").application(), Map.of(setting, value), "21", "first key");
    }
}
