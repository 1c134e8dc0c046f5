package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.SharedServices;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartupFailureReportTest {

    private static final String REDIS = "redis://127.0.0.1:1";

    @Test
    void missingSettingIsNamedInOneLine() {
        assertThat(StartupFailureReport.missing(config(Map.of("quarkus.redis.hosts", REDIS))))
                .hasValueSatisfying(fault -> assertThat(fault).contains("QUARKUS_DATASOURCE_JDBC_URL"));
        assertThat(StartupFailureReport.missing(config(Map.of("quarkus.datasource.jdbc.url", "jdbc:postgresql://x/y"))))
                .hasValueSatisfying(fault -> assertThat(fault).contains("QUARKUS_REDIS_HOSTS"));
    }

    @Test
    void aDatabaseOutOfReachIsNamedWithoutItsParameters() {
        // When
        String fault = StartupFailureReport.outOfReach(config(
                        Map.of("quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:1/x?password=hunter2")))
                .orElseThrow();

        // Then
        assertThat(fault)
                .contains("jdbc:postgresql://127.0.0.1:1/x")
                .doesNotContain("hunter2")
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://carillon:hunter2@127.0.0.1:1/x",
                "jdbc:postgresql://carillon:hunter2@127.0.0.1:1/x",
                "jdbc:postgresql://carillon:hunt@er2/hunter2@127.0.0.1:1/x",
                "jdbc:mysql://carillon:hunter2@127.0.0.1:1/x"
            })
    void passwordInAnAddressIsNotTold(String url) {
        // When
        String fault = StartupFailureReport.outOfReach(config(Map.of("quarkus.datasource.jdbc.url", url)))
                .orElseThrow();

        // Then
        assertThat(fault).contains("127.0.0.1:1/x").doesNotContain("hunt").doesNotContain("carillon:");
    }

    @Test
    void anAddressOfAnotherKindIsRejected() {
        assertThat(StartupFailureReport.outOfReach(config(Map.of("quarkus.datasource.jdbc.url", "jdbc:mysql://x/y"))))
                .hasValueSatisfying(fault -> assertThat(fault).contains("not a PostgreSQL address"));
    }

    @Test
    void aDatabaseIsEnoughBecauseRedisMayComeLater() {
        Map<String, String> values = new HashMap<>();
        values.put("quarkus.redis.hosts", REDIS);
        values.put(
                "quarkus.datasource.jdbc.url", SharedServices.get().postgres().jdbcUrl());
        values.put(
                "quarkus.datasource.username", SharedServices.get().postgres().user());
        values.put(
                "quarkus.datasource.password", SharedServices.get().postgres().password());
        Config config = config(values);
        assertThat(StartupFailureReport.missing(config)).isEmpty();
        assertThat(StartupFailureReport.outOfReach(config)).isEmpty();
    }

    private static Config config(Map<String, String> values) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
        values.forEach(builder::withDefaultValue);
        return builder.build();
    }
}
