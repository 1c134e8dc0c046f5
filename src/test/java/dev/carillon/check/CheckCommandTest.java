package dev.carillon.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.embedded.EmbeddedRedis;
import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.PgBouncer;
import dev.carillon.embedded.PostgresServer;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.MissingTool;
import dev.carillon.testkit.RedisFaults;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code check} on real stores, sound ones and others. */
class CheckCommandTest {

    private static EmbeddedServices services;

    @BeforeAll
    static void start() {
        services = EmbeddedServices.start(PostgresSettings.temporary().durably());
        migrate(services.postgres());
    }

    @AfterAll
    static void stop() {
        services.close();
    }

    private static void migrate(PostgresServer postgres) {
        Flyway.configure()
                .dataSource(postgres.jdbcUrl(), postgres.user(), postgres.password())
                .load()
                .migrate();
    }

    @Test
    void soundInstallationHasNoFailure() {
        // When
        CheckRun run = CheckRun.of(CheckRun.pod(services));
        // Then
        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output()).doesNotContain("FAILURE").contains("0 failures");
        for (String subject : new String[] {
            "postgresql version",
            "postgresql role",
            "postgresql durability",
            "postgresql clock",
            "isolation",
            "pooler",
            "time-outs",
            "connections",
            "schema",
            "rights",
            "wall of organizations",
            "owner's account",
            "redis version",
            "redis clock",
            "redis eviction",
            "redis rights",
            "redis delivery",
            "files",
            "temporary files"
        }) {
            assertThat(run.line(subject)).as(run.output()).startsWith("ok ");
        }
    }

    @Test
    void noPasswordAndNoSecretIsTold() {
        // Given
        Map<String, String> settings = CheckRun.pod(services);
        settings.put("quarkus.redis.hosts", "redis://:hunter2@127.0.0.1:1");
        settings.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:1/carillon?password=hunter3");
        // When
        CheckRun run = CheckRun.of(settings);
        // Then
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output())
                .doesNotContain("hunter2")
                .doesNotContain("hunter3")
                .doesNotContain(CheckRun.SECRET);
    }

    @Test
    void storesOutOfReachAreFailuresAndTheRestIsStillTried() {
        // Given
        Map<String, String> settings = CheckRun.pod(services);
        settings.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:1/carillon");
        settings.put("quarkus.redis.hosts", "redis://127.0.0.1:1");
        settings.put("quarkus.redis.bus.hosts", "redis://127.0.0.1:1");
        // When
        CheckRun run = CheckRun.of(settings);
        // Then
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.line("postgresql")).startsWith("FAILURE");
        assertThat(run.line("redis")).startsWith("FAILURE");
        assertThat(run.line("files")).startsWith("ok");
    }

    @Test
    void nameThatNobodyKnowsIsAFailure() {
        // Given
        Map<String, String> settings = CheckRun.pod(services);
        settings.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://nobody.invalid:5432/carillon");
        // When
        CheckRun run = CheckRun.of(settings);
        // Then
        assertThat(run.line("name nobody.invalid")).startsWith("FAILURE");
    }

    @Test
    void morePodsThanTheServerHasConnectionsIsAFailure() {
        // When
        CheckRun few = CheckRun.of(CheckRun.pod(services), "3");
        CheckRun many = CheckRun.of(CheckRun.pod(services), "30");
        // Then
        assertThat(few.line("connections")).startsWith("ok").contains("take up to 68");
        assertThat(many.line("connections")).startsWith("FAILURE").contains("take up to 646");
        assertThat(many.status()).isEqualTo(1);
    }

    @Test
    void limitOfTheAccountCounts() throws SQLException {
        // Given
        String user = services.postgres().applicationUser();
        superuser(services.postgres(), "alter role " + user + " connection limit 40");
        try {
            // When
            CheckRun run = CheckRun.of(CheckRun.pod(services));
            // Then
            assertThat(run.line("connections"))
                    .startsWith("FAILURE")
                    .endsWith("allows 40: smaller pools, more" + " max_connections, or a pooler");
        } finally {
            superuser(services.postgres(), "alter role " + user + " connection limit -1");
        }
    }

    @Test
    void serverThatMayLoseCommitsIsAFailure() {
        try (EmbeddedServices fast = EmbeddedServices.start()) {
            // When
            CheckRun run = CheckRun.of(CheckRun.pod(fast));
            // Then
            assertThat(run.line("postgresql durability")).startsWith("FAILURE").contains("fsync off");
            assertThat(run.line("schema")).startsWith("warning").contains("at version none", "run migrate");
            assertThat(run.line("rights")).startsWith("?");
        }
    }

    @Test
    void superuserIsAFailureAndOwnerAWarning() {
        // Given
        PostgresServer postgres = services.postgres();
        Map<String, String> superuser = CheckRun.pod(services);
        superuser.put("quarkus.datasource.jdbc.url", postgres.superuserJdbcUrl());
        superuser.put("quarkus.datasource.username", "postgres");
        Map<String, String> owner = CheckRun.pod(services);
        owner.put("quarkus.datasource.username", postgres.user());
        owner.put("quarkus.datasource.password", postgres.password());
        // Then
        assertThat(CheckRun.of(superuser).line("wall of organizations")).startsWith("FAILURE");
        assertThat(CheckRun.of(owner).line("wall of organizations")).startsWith("warning");
    }

    @Test
    void accountWithoutRightsIsAFailure() throws SQLException {
        // Given
        superuser(services.postgres(), "revoke execute on function log_heads from carillon_application");
        try {
            // When
            CheckRun run = CheckRun.of(CheckRun.pod(services));
            // Then
            assertThat(run.line("rights")).startsWith("FAILURE").contains("log_heads");
        } finally {
            superuser(services.postgres(), "grant execute on function log_heads to carillon_application");
        }
    }

    @Test
    void poolerInTransactionModeMustBeTold() {
        // Given
        if (PgBouncer.installed().isEmpty()) {
            MissingTool.skip("PgBouncer is not installed (apt-get install pgbouncer)");
        }
        Map<String, String> settings = CheckRun.pod(services);
        settings.put("quarkus.flyway.jdbc-url", services.postgres().jdbcUrl());
        try (PgBouncer pooler = PgBouncer.start(services.postgres(), 4)) {
            settings.put("quarkus.datasource.jdbc.url", pooler.jdbcUrl());
            // When
            CheckRun untold = CheckRun.of(settings);
            settings.put("carillon.database.pooled", "true");
            CheckRun told = CheckRun.of(settings);
            // Then
            assertThat(untold.line("pooler")).startsWith("FAILURE").contains("CARILLON_DATABASE_POOLED=true");
            assertThat(told.line("pooler")).startsWith("ok");
            assertThat(told.line("time-outs")).startsWith("ok");
            assertThat(told.status()).as(told.output()).isZero();
        }
    }

    @Test
    void redisThatDropsAnyKeyOrIsShortOfBuffersIsAWarning() {
        // Given
        Map<String, String> settings = CheckRun.pod(services);
        try (EmbeddedRedis redis = EmbeddedRedis.startWith(
                "--maxmemory-policy", "allkeys-lru", "--client-output-buffer-limit", "pubsub 1mb 512kb 60")) {
            settings.put("quarkus.redis.hosts", redis.url());
            settings.put("quarkus.redis.bus.hosts", redis.url());
            // When
            CheckRun run = CheckRun.of(settings);
            // Then
            assertThat(run.line("redis eviction")).startsWith("warning").contains("allkeys-lru");
            assertThat(run.line("redis buffers")).startsWith("warning").contains("of subscribers 1048576 524288 60");
            assertThat(run.status()).isZero();
        }
    }

    @Test
    void redisAccountWithoutTheBusIsAFailure() {
        // Given
        Map<String, String> settings = CheckRun.pod(services);
        String account = "ACL SETUSER default reset on >word ~sess:* ~carillon:* -@all"
                + " +get +set +mget +exists +del +getdel +time";
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            new RedisFaults("127.0.0.1", redis.port()).command(account.split(" "));
            settings.put("quarkus.redis.hosts", redis.url());
            settings.put("quarkus.redis.bus.hosts", redis.url());
            settings.put("quarkus.redis.password", "word");
            // When
            CheckRun run = CheckRun.of(settings);
            // Then
            assertThat(run.line("redis rights"))
                    .startsWith("FAILURE")
                    .contains("eval")
                    .doesNotContain("getdel");
            assertThat(run.line("redis delivery")).startsWith("FAILURE").contains("NOPERM");
            assertThat(run.line("redis version")).startsWith("? ");
        }
    }

    @Test
    void weakSecretIsAFailure() {
        // Given
        Map<String, String> settings = CheckRun.pod(services);
        settings.put("carillon.bus.secrets", "short");
        settings.remove("carillon.api-keys.secrets");
        // When
        CheckRun run = CheckRun.of(settings);
        // Then
        assertThat(run.line("bus secrets")).startsWith("FAILURE");
        assertThat(run.line("api key secrets")).startsWith("warning");
    }

    @Test
    void moreStreamsThanFilesIsAFailure() {
        // Given
        Map<String, String> settings = CheckRun.pod(services);
        settings.put("carillon.stream.max-per-pod", "2000000000");
        // Then
        assertThat(CheckRun.of(settings).line("files")).startsWith("FAILURE");
    }

    @Test
    void argumentsWithoutSenseAreAnsweredWithTheUsage() {
        for (String argument : new String[] {"none", "0", "-3", "10001"}) {
            assertThat(CheckRun.of(new HashMap<>(), argument)).as(argument).satisfies(run -> {
                assertThat(run.status()).isEqualTo(2);
                assertThat(run.output()).startsWith("Usage: ");
            });
        }
    }

    @Test
    void clockIsJudgedByWhatIsCertain() {
        // Given
        Instant now = Instant.EPOCH;
        // Then
        assertThat(Clocks.compare("c", now, now.plusSeconds(3), now.plusSeconds(6))
                        .level())
                .isEqualTo(Finding.Level.OK);
        assertThat(Clocks.compare("c", now, now.plusSeconds(3), now).level()).isEqualTo(Finding.Level.WARNING);
        assertThat(Clocks.compare("c", now, now.minus(Duration.ofMinutes(1)), now)
                        .level())
                .isEqualTo(Finding.Level.FAILURE);
    }

    private static void superuser(PostgresServer postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.superuserJdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
