package dev.carillon.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.SharedServices;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements injected on the application's own connection see one organization at most. */
@IdentityTest
class ApplicationAccountTest {

    private static final String GUARDED = """
            select distinct c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relkind in ('r', 'p') and a.attname = 'organization_id' and not c.relispartition
              and c.relnamespace = 'public'::regnamespace
            """;

    private static final String SETTINGS = """
            select distinct (regexp_matches(text, 'carillon\\.[a-z_]+', 'g'))[1] from (
                select coalesce(qual, '') || coalesce(with_check, '') as text from pg_policies
                union all select prosrc from pg_proc where pronamespace = 'public'::regnamespace) found
            """;

    private static final String OPEN_TO_EVERYBODY = """
            select tablename || ': ' || coalesce(qual, '') from pg_policies
            where roles = '{public}' and cmd <> 'INSERT'
              and qual <> '(organization_id = current_setting(''carillon.organization''::text, true))'
            """;

    private static final String LOOK_BEYOND = """
            select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace
              and (p.prosrc like '%carillon.organization%' or p.prosrc like '%carillon.api_key%'
                   or p.prosrc like '%carillon.revocations%')
            """;

    /** Of retention, which runs as the owner. */
    private static final List<String> OF_THE_OWNER = List.of("keep_floors", "use_segments");

    @Inject
    AgroalDataSource application;

    @Inject
    MeterRegistry registry;

    @Inject
    NotificationLog log;

    private final String organization = "account-" + UUID.randomUUID();

    /** As pods do that start together with a database that none of them has migrated. */
    @Test
    void rightsCanBeGrantedByManyAtOnce() throws Exception {
        // Given
        String grants = Files.readString(Path.of("src/main/resources/db/migration/afterMigrate.sql"));
        ExecutorService pods = Executors.newFixedThreadPool(8);
        try {
            // When
            List<Future<?>> granted = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                granted.add(pods.submit(() -> {
                    try (Connection connection = SharedServices.database().getConnection()) {
                        run(connection, grants);
                    }
                    return null;
                }));
            }

            // Then
            for (Future<?> one : granted) {
                one.get();
            }
        } finally {
            pods.shutdown();
        }
    }

    /** A pod may have no other account if migrations run elsewhere. */
    @Test
    void accountCanRunTheMigrationsOfADatabaseThatIsUpToDate() {
        // When
        MigrateResult result = Flyway.configure().dataSource(application).load().migrate();
        // Then
        assertThat(result.success).isTrue();
        assertThat(result.migrationsExecuted).isZero();
    }

    @Test
    void nothingThatItCanSetShowsItMoreThanOneOrganization() throws SQLException {
        // Given
        append();
        List<String> tables = list(application, GUARDED);
        List<String> settings = list(SharedServices.database(), SETTINGS);
        assertThat(tables).contains("notification", "api_key");
        assertThat(settings).contains("carillon.organization", "carillon.api_key");
        List<String> seen = new ArrayList<>();
        // When
        for (String value : List.of("*", "every", organization + "' or true --")) {
            try (Connection connection = application.getConnection()) {
                connection.setAutoCommit(false);
                for (String setting : settings) {
                    run(connection, "select set_config('" + setting + "', '" + value.replace("'", "''") + "', true)");
                }
                for (String table : tables) {
                    seen.addAll(list(connection, "select '" + table + "' from " + table + " limit 1"));
                }
                connection.rollback();
            }
        }
        // Then
        assertThat(seen).isEmpty();
    }

    @Test
    void policiesForEverybodyOpenOneOrganization() throws SQLException {
        assertThat(list(SharedServices.database(), OPEN_TO_EVERYBODY)).isEmpty();
    }

    @Test
    void privilegedFunctionsHaveAFixedSearchPathAndFewGrants() throws SQLException {
        // Given
        String fixed =
                " and p.prosecdef and exists (select from unnest(p.proconfig) set where set like 'search_path=%')"
                        + " and not has_function_privilege('public', p.oid, 'execute')"
                        + " and has_function_privilege('carillon_application', p.oid, 'execute')";
        // Then
        List<String> all = list(SharedServices.database(), LOOK_BEYOND);
        assertThat(all).contains("find_api_key", "append", "log_heads", "committed_since", "sweep_client_positions");
        assertThat(list(SharedServices.database(), LOOK_BEYOND + fixed))
                .containsExactlyInAnyOrderElementsOf(all.stream()
                        .filter(name -> !OF_THE_OWNER.contains(name))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select keep_floors(1, '')",
                "select open_segment()",
                "select use_segments()",
                "drop table notification_1",
                "update organization set segment = 1",
                "delete from organization_floor",
                "insert into segment (number) values (1000)"
            })
    void segmentsAreTheOwnersAlone(String sql) throws SQLException {
        try (Connection connection = application.getConnection()) {
            // When
            Throwable rejected = catchThrowable(() -> run(connection, sql));
            // Then
            assertThat(rejected)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    @Test
    void metricSaysThatTheWallIsWhole() {
        assertThat(registry.get("carillon.tenancy.weakness").gauge().value()).isZero();
    }

    private void append() {
        Draft draft = new Draft(new Recipient.OneUser("26"), "test", "t", "m", null);
        log.append(organization, List.of(new Submission(List.of(draft), null)));
    }

    private static List<String> list(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return list(connection, sql);
        }
    }

    private static List<String> list(Connection connection, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
