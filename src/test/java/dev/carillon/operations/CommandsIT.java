package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.cluster.KeyCommand;
import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodSettings;
import dev.carillon.testkit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands of the packaged application: {@code migrate} and {@code check}. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("CommandsIT")
@Timeout(180)
class CommandsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final PodSettings SETTINGS = PodSettings.of("commands-it");
    // A container beside a pod has little left, and a JVM that runs out of memory ends with another status. A machine
    // of
    // tests may allow fewer files than the default number of streams needs.
    private static final Map<String, String> SMALL =
            Map.of("JAVA_TOOL_OPTIONS", "-Xmx40m", "CARILLON_STREAM_MAX_PER_POD", "1000");

    private EmbeddedServices services;

    @BeforeEach
    void start() {
        services = EmbeddedServices.start();
    }

    @AfterEach
    void stop() {
        services.close();
    }

    @Test
    void migrateBringsTheSchemaAndCheckSeesIt() {
        // When
        Command before = run(SMALL, "check");
        Command migrated = run(SMALL, "migrate");
        Command after = run(SMALL, "check", "3");
        // Then
        assertThat(before.output()).contains("at version none, this build needs");
        assertThat(migrated.status()).as(migrated.text()).isZero();
        assertThat(migrated.output()).contains("Applied 28 (segments)");
        assertThat(migrated.errors().lines().filter(line -> !line.startsWith("Picked up")))
                .isEmpty();
        assertThat(after.output()).contains("ok       schema ").contains("ok       rights ");
        // The embedded server does not sync; nothing else may be wrong.
        assertThat(after.output().lines().filter(line -> line.startsWith("FAILURE")))
                .singleElement()
                .asString()
                .contains("durability");
        assertThat(after.status()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "check,   postgres://carillon:hunter2@127.0.0.1:1/carillon",
        "migrate, postgres://carillon:hunter2@127.0.0.1:1/carillon",
        "check,   jdbc:postgresql://carillon:hunter2/x@127.0.0.1:1/carillon",
        "migrate, jdbc:postgresql://carillon:hunter2/x@127.0.0.1:1/carillon",
    })
    void commandDoesNotTellThePasswordOfAnAddress(String name, String address) {
        // Given
        Map<String, String> environment = new HashMap<>(SMALL);
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", address);
        environment.put("CARILLON_SCHEMA_MIGRATE_WAIT", "1s");

        // When
        Command command = run(environment, name);

        // Then
        assertThat(command.status()).isEqualTo(1);
        assertThat(command.output()).isNotBlank();
        assertThat(command.text()).doesNotContain("hunter2").doesNotContain("\tat ");
    }

    @Test
    void checkRunsBesideAPodAndOpensNoPort() {
        try (Pod pod = Pod.start("commands", services, SETTINGS).awaitReady(PATIENCE)) {
            // Given the pod's own ports, which are taken
            Map<String, String> environment = new HashMap<>(SMALL);
            environment.put("QUARKUS_HTTP_PORT", pod.baseUrl().replaceAll(".*:", ""));
            environment.put("QUARKUS_MANAGEMENT_PORT", pod.managementUrl().replaceAll(".*:", ""));
            // When
            Command check = run(environment, "check");
            // Then
            assertThat(check.output()).contains("ok       redis delivery ").contains("1 failures");
        }
    }

    @Test
    void podThatDoesNotMigrateWaitsForTheSchema() throws IOException {
        // Given
        PodSettings waits = SETTINGS.with("QUARKUS_FLYWAY_MIGRATE_AT_START", "false");
        try (Pod pod = Pod.start("waits", services, waits)) {
            await().atMost(PATIENCE).until(() -> Files.readString(pod.logFile()).contains("Waits for the schema"));
            // When
            Command migrated = run(SMALL, "migrate");
            // Then
            assertThat(migrated.status()).as(migrated.text()).isZero();
            pod.awaitReady(PATIENCE);
            assertThat(Files.readString(pod.logFile())).doesNotContain("Successfully applied");
        }
    }

    @Test
    void newKeysOfPushAreSettings() {
        // When
        Command keys = run(SMALL, "create-vapid-keys");
        // Then
        assertThat(keys.status()).as(keys.text()).isZero();
        assertThat(keys.output())
                .matches("(?s)CARILLON_PUSH_PUBLIC_KEY=[\\w-]{87}\\RCARILLON_PUSH_PRIVATE_KEY=[\\w-]{43}\\R");
    }

    @Test
    void unknownCommandIsNamedAndStartsNoPod() {
        // When
        Command unknown = run(Map.of(), "chek");
        // Then
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.errors())
                .contains("Unknown command: chek. There are check, migrate, create-vapid-keys and create-api-key");
    }

    private Command run(Map<String, String> environment, String... arguments) {
        return KeyCommand.any(services, SETTINGS.application(), environment, List.of(arguments));
    }
}
