package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.cluster.KeyCommand;
import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.PodSettings;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The packaged application, started with what it cannot start with. */
@Timeout(180)
class FailedStartIT {

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

    @Test
    void whatNobodyThoughtOfIsToldWithItsTrace() {
        // When
        KeyCommand command = run("QUARKUS_FLYWAY_INIT_SQL", "this is no SQL");

        // Then
        assertThat(command.status()).isEqualTo(1);
        assertThat(command.errors()).contains("Carillon cannot start").contains("\tat ");
    }

    private static KeyCommand run(String setting, String value) {
        return KeyCommand.run(
                services, PodSettings.of("failed-start-it").application(), Map.of(setting, value), "21", "first key");
    }
}
