package dev.carillon.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.PostgresServer;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code migrate}, and pods that wait for it, on a real PostgreSQL. */
@Timeout(120)
class MigrateCommandTest {

    private static final String APPLIED =
            "select count(*) from flyway_schema_history where success and version is not null";

    private EmbeddedServices services;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void start() {
        services = EmbeddedServices.start();
    }

    @AfterEach
    void stop() {
        services.close();
    }

    @Test
    void emptyDatabaseGetsTheSchemaAndTheApplicationItsRights() throws SQLException {
        // When
        int first = migrate("1m");
        int second = migrate("1m");
        // Then
        assertThat(first).as(said()).isZero();
        assertThat(second).as(said()).isZero();
        assertThat(said())
                .contains("Schema is at version none")
                .contains("Applied 1 (notifications)")
                .contains("migrations to apply: 0");
        assertThat(asApplication("select count(*) from segment")).isEqualTo("1");
    }

    @Test
    void accountIsTheOwnersAndNotThatOfThePods() throws SQLException {
        // Given
        Map<String, String> onlyPod = settings("1m");
        onlyPod.remove("quarkus.flyway.username");
        onlyPod.remove("quarkus.flyway.password");
        // When
        int asPod = run(onlyPod);
        // Then
        assertThat(asPod).isEqualTo(1);
        assertThat(said()).contains("Schema cannot be migrated: ").contains("permission denied");
        assertThat(migrate("1m")).isZero();
        assertThat(owner("select tableowner from pg_tables where tablename = 'notification'"))
                .isEqualTo(services.postgres().user());
    }

    @Test
    void runThatWasInterruptedIsResumed() throws SQLException {
        // Given
        flyway("22").migrate();
        String before = owner(APPLIED);
        // When
        int status = migrate("1m");
        // Then
        assertThat(status).as(said()).isZero();
        assertThat(said()).contains("Schema is at version 22").doesNotContain("Applying 22");
        assertThat(Integer.parseInt(owner(APPLIED))).isGreaterThan(Integer.parseInt(before));
    }

    @Test
    void longTransactionOfAnotherIsWaitedForWithoutHoldingUpCreates() throws Exception {
        // Given
        flyway("27").migrate();
        try (Connection dump = connection(
                        services.postgres().user(), services.postgres().password());
                Statement statement = dump.createStatement()) {
            dump.setAutoCommit(false);
            statement.execute("select count(*) from notification");
            // When
            CompletableFuture<Integer> run = CompletableFuture.supplyAsync(() -> migrate("1m"));
            await().atMost(Duration.ofSeconds(30)).until(() -> said().contains("Waits: "));
            boolean waited = !run.isDone();
            dump.commit();
            // Then
            assertThat(waited).isTrue();
            assertThat(run.get(60, TimeUnit.SECONDS)).as(said()).isZero();
            assertThat(said()).contains("Waits: ERROR: canceling statement due to lock timeout");
        }
    }

    @Test
    void databaseThatComesLaterIsWaitedFor() throws Exception {
        // Given
        services.postgres().stop();
        CompletableFuture<Integer> run = CompletableFuture.supplyAsync(() -> migrate("1m"));
        await().atMost(Duration.ofSeconds(30)).until(() -> said().contains("Waits: "));
        // When
        services.postgres().restart();
        // Then
        assertThat(run.get(60, TimeUnit.SECONDS)).as(said()).isZero();
    }

    @Test
    void waitHasAnEnd() {
        // Given
        services.postgres().stop();
        // Then
        assertThat(migrate("2s")).isEqualTo(1);
        assertThat(said()).contains("Schema was not migrated within PT2S; run it again");
    }

    @Test
    void twoRunsAtOnceMigrateOnce() throws Exception {
        // When
        List<CompletableFuture<Integer>> runs = Stream.of(1, 2)
                .map(number -> CompletableFuture.supplyAsync(() -> migrate("1m")))
                .toList();
        // Then
        for (CompletableFuture<Integer> run : runs) {
            assertThat(run.get(60, TimeUnit.SECONDS)).as(said()).isZero();
        }
        assertThat(owner("select count(*) from flyway_schema_history where version = '1'"))
                .isEqualTo("1");
    }

    @Test
    void podWaitsForTheSchemaAndGoesOnWhenItIsThere() throws Exception {
        // Given
        CompletableFuture<Boolean> pod = CompletableFuture.supplyAsync(
                () -> SchemaWait.await(config(settings("1m")), Duration.ofSeconds(60), print()));
        await().atMost(Duration.ofSeconds(30)).until(() -> said().contains("Waits for the schema"));
        // When
        assertThat(migrate("1m")).isZero();
        // Then
        assertThat(pod.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said()).contains("the database is at version none, this pod needs ");
    }

    @Test
    void podWithoutItsSchemaSaysWhatToDo() {
        // When
        boolean there = SchemaWait.await(config(settings("1m")), Duration.ofSeconds(2), print());
        // Then
        assertThat(there).isFalse();
        assertThat(said()).contains("Carillon cannot start: the schema was not there within PT2S");
    }

    @Test
    void laterSchemaThanThePodsIsEnough() throws SQLException {
        // Given what a pod finds that was rolled back
        assertThat(migrate("1m")).isZero();
        owner("insert into flyway_schema_history select installed_rank + 1, '9999', 'later', type, script, checksum,"
                + " installed_by, installed_on, execution_time, success from flyway_schema_history"
                + " order by installed_rank desc limit 1 returning 1");
        // Then
        assertThat(SchemaWait.await(config(settings("1m")), Duration.ofSeconds(2), print()))
                .as(said())
                .isTrue();
    }

    private Flyway flyway(String target) {
        return Flyway.configure()
                .dataSource(
                        services.postgres().jdbcUrl(),
                        services.postgres().user(),
                        services.postgres().password())
                .target(target)
                .load();
    }

    private int migrate(String wait) {
        return run(settings(wait));
    }

    private int run(Map<String, String> settings) {
        SmallRyeConfig config = config(settings);
        return new MigrateCommand(config, config.getConfigMapping(SchemaConfig.class), print()).run();
    }

    private static SmallRyeConfig config(Map<String, String> settings) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder().withConverter(Duration.class, 300, new DurationConverter());
        settings.forEach(builder::withDefaultValue);
        return builder.withMapping(SchemaConfig.class).build();
    }

    private Map<String, String> settings(String wait) {
        PostgresServer postgres = services.postgres();
        Map<String, String> settings = new HashMap<>();
        settings.put("quarkus.datasource.jdbc.url", postgres.jdbcUrl());
        settings.put("quarkus.datasource.username", postgres.applicationUser());
        settings.put("quarkus.datasource.password", postgres.applicationPassword());
        settings.put("quarkus.flyway.username", postgres.user());
        settings.put("quarkus.flyway.password", postgres.password());
        settings.put("carillon.schema.migrate-wait", wait);
        settings.put("carillon.schema.lock-wait", "1s");
        return settings;
    }

    private PrintStream print() {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String owner(String sql) throws SQLException {
        return query(services.postgres().user(), services.postgres().password(), sql);
    }

    private String asApplication(String sql) throws SQLException {
        return query(services.postgres().applicationUser(), services.postgres().applicationPassword(), sql);
    }

    private String query(String user, String password, String sql) throws SQLException {
        try (Connection connection = connection(user, password);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private Connection connection(String user, String password) throws SQLException {
        return DriverManager.getConnection(services.postgres().jdbcUrl(), user, password);
    }
}
