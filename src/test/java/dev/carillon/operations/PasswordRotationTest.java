package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.embedded.EmbeddedRedis;
import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.testkit.RedisFaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The statements of {@code docs/operations.md} for new passwords, on a real PostgreSQL and Redis. */
class PasswordRotationTest {

    private static final String NOT_ALLOWED = "42501";

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
    void secondLoginOfThePodsHasTheRightsOfTheFirstAndThatOneCanGo() throws SQLException {
        // Given
        migrate(services.postgres().user(), services.postgres().password(), "latest");
        // When
        asSuperuser(block("application"));
        asSuperuser(block("application, afterwards"));
        // Then
        assertThat(query("carillon_web_2", "the new password", "select count(*) from log_heads(array['21'])"))
                .isEqualTo("0");
        assertThatThrownBy(() -> query(
                        services.postgres().applicationUser(),
                        services.postgres().applicationPassword(),
                        "select 1"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void secondLoginOfTheOwnerMigratesAndOwnsNothingItself() throws SQLException {
        // Given
        String owner = services.postgres().user();
        migrate(owner, services.postgres().password(), "22");
        // When
        asSuperuser(block("owner"));
        migrate("carillon_owner_2", "the new password", "latest");
        // As the next pod does.
        migrate("carillon_owner_2", "the new password", "latest");
        // Then
        assertThat(query(
                        "carillon_owner_2",
                        "the new password",
                        "select string_agg(distinct tableowner, ',')"
                                + " from pg_tables where schemaname = current_schema()"))
                .isEqualTo(owner);
    }

    @Test
    void bothPasswordsOfRedisAreValidUntilTheOldOneIsTaken() {
        // Given
        EmbeddedRedis redis = services.redis();
        command(redis, "ACL SETUSER carillon on >the-old-password ~carillon:* +get");
        // When
        command(redis, block("redis"));
        boolean oldOneInBetween = signsIn(redis, "the-old-password");
        boolean newOne = signsIn(redis, "the-new-password");
        command(redis, block("redis, afterwards"));
        // Then
        assertThat(oldOneInBetween).isTrue();
        assertThat(newOne).isTrue();
        assertThat(signsIn(redis, "the-old-password")).isFalse();
        assertThat(signsIn(redis, "the-new-password")).isTrue();
    }

    /** As {@code pg_dump} asks: a dump that leaves rows out would not be one. */
    @Test
    void ownerCannotDumpWhatRowLevelSecurityHidesFromIt() throws SQLException {
        // Given
        String owner = services.postgres().user();
        migrate(owner, services.postgres().password(), "latest");
        try (Connection connection = connect(owner, services.postgres().password());
                Statement statement = connection.createStatement()) {
            statement.execute("set row_security = off");
            // Then
            assertThatThrownBy(() -> statement.execute("select * from notification"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(NOT_ALLOWED));
        }
    }

    private static String block(String name) {
        Matcher block = Pattern.compile("<!-- rotation: " + name + " -->\n```\\w*\n(?<text>.*?)```", Pattern.DOTALL)
                .matcher(read(Path.of("docs/operations.md")));
        assertThat(block.find()).as(name).isTrue();
        return block.group("text").strip();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void migrate(String user, String password, String target) {
        Flyway.configure()
                .dataSource(services.postgres().jdbcUrl(), user, password)
                .target(target)
                .load()
                .migrate();
    }

    private void asSuperuser(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(services.postgres().superuserJdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String query(String user, String password, String sql) throws SQLException {
        try (Connection connection = connect(user, password);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection(services.postgres().jdbcUrl(), user, password);
    }

    private static Object command(EmbeddedRedis redis, String command) {
        return new RedisFaults("127.0.0.1", redis.port()).command(command.split(" "));
    }

    private static boolean signsIn(EmbeddedRedis redis, String password) {
        try {
            return "OK".equals(String.valueOf(command(redis, "AUTH carillon " + password)));
        } catch (IllegalStateException rejected) {
            return false;
        }
    }
}
