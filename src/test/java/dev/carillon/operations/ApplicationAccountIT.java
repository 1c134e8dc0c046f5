package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.KeyCommand;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.embedded.ExpressSessions;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodCluster;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresServer;
import dev.carillon.testkit.Command;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two accounts, as docs/security.md recommends: one owns and migrates the tables, the other runs the application. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("ApplicationAccountIT")
@Timeout(180)
class ApplicationAccountIT {
    private static final String NOT_ALLOWED = "42501";
    private static final Login NOBODY = new Login("", "", "");

    private static EmbeddedServices services;
    private static PodCluster pods;
    private static PodSettings settings;
    private static Command made;

    @BeforeAll
    static void start() {
        services = EmbeddedServices.start();
        settings = PodSettings.of("application-account-it");
        pods = PodCluster.start(services, settings, 1);
        made = command("21", "first key");
    }

    @AfterAll
    static void stop() {
        if (pods != null) {
            pods.close();
        }
        services.close();
    }

    @Test
    void accountOwnsNothingAndIsNoSuperuser() throws SQLException {
        // Then
        assertThat(query("select rolname from pg_roles where rolname = current_user"
                        + " and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)"))
                .isEmpty();
        assertThat(query("select relname from pg_class where relowner = current_user::regrole"))
                .isEmpty();
        assertThat(query("select datname from pg_database where datdba = current_user::regrole"))
                .isEmpty();
        assertThat(query("select tableowner from pg_tables where tablename = 'notification'"))
                .containsExactly(services.postgres().user());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table notification disable row level security",
                "alter table notification no force row level security",
                "drop policy own_organization on notification",
                "create policy everything on notification using (true)",
                "create table mine (id int)",
                "drop table notification",
                "truncate notification",
                "delete from flyway_schema_history",
                "set role carillon",
            })
    void accountCannotChangeTablesNorPolicies(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            // Then
            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(NOT_ALLOWED));
        }
    }

    @Test
    void accountSeesNothingWithoutNamingAnOrganization() throws SQLException {
        // Given
        Login ada = login("26", "21");
        Api.created(pods.pod(1), ada, Api.forEverybody("m"));
        // Then
        assertThat(query("select id from notification")).isEmpty();
        assertThat(query("select id from api_key")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "every", "2_", "%"})
    void accountSeesNothingByNamingThemAll(String all) throws SQLException {
        // Given
        Api.created(pods.pod(1), login("26", "21"), Api.forEverybody("m"));
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            // When
            statement.execute("select set_config('carillon.organization', '" + all + "', false)");
            // Then
            for (String table : List.of("notification", "api_key", "client_position", "inbox", "idempotency_key")) {
                try (ResultSet rows = statement.executeQuery("select * from " + table)) {
                    assertThat(rows.next()).as(table).isFalse();
                }
            }
        }
    }

    @Test
    void singleAccountStillServesAndIsSaidToBeWeaker() throws IOException {
        // Given
        try (Pod pod = Pod.start("single-account", services, single(services))) {
            // When
            pod.awaitReady(Duration.ofSeconds(60));
            Api.created(pod, login("26", "21"), Api.forUser("26", "m"));
            // Then
            assertThat(Files.readString(pod.logFile())).contains("The database account owns the tables");
            assertThat(Files.readString(pods.pod(1).logFile())).doesNotContain("The database account owns the tables");
            assertThat(PodMetrics.of(pod).get("carillon_tenancy_weakness")).isEqualTo(1);
            assertThat(PodMetrics.of(pods.pod(1)).get("carillon_tenancy_weakness"))
                    .isZero();
        }
    }

    @Test
    void accountThatComesLaterIsGivenItsRightsByTheNextStart() throws SQLException {
        try (EmbeddedServices own = EmbeddedServices.start()) {
            // Given what a set-up with one account has
            try (Pod single = Pod.start("before-the-second-account", own, single(own))) {
                single.awaitReady(Duration.ofSeconds(60));
            }
            try (Connection superuser =
                            DriverManager.getConnection(own.postgres().superuserJdbcUrl());
                    Statement statement = superuser.createStatement()) {
                statement.execute("drop owned by carillon_application");
            }
            // When
            try (Pod pod = Pod.start("with-the-second-account", own, settings);
                    ExpressSessions sessions = ExpressSessions.in(own.redis(), settings.sessionSecret())) {
                pod.awaitReady(Duration.ofSeconds(60));
                // Then
                Login ada = new Login("21", "26", sessions.create("26", "21").cookieHeader());
                Api.created(pod, ada, Api.forUser("26", "m"));
                assertThat(PodMetrics.of(pod).get("carillon_tenancy_weakness")).isZero();
            }
        }
    }

    private static PodSettings single(EmbeddedServices services) {
        PostgresServer postgres = services.postgres();
        return settings.with("QUARKUS_DATASOURCE_USERNAME", postgres.user())
                .with("QUARKUS_DATASOURCE_PASSWORD", postgres.password());
    }

    @Test
    void everythingThatIsWrittenOrReadWorksWithIt() {
        // Given
        Login ada = login("26", "21");
        try (SseClients clients = new SseClients()) {
            SseStream stream = clients.openAnswered(
                    SseRequest.get(
                                    BreakableCluster.address(pods.pod(1)),
                                    "/api/notifications/stream?ack=required&snapshot=5")
                            .withCookie(ada.cookie()),
                    Duration.ofSeconds(10));
            // When
            long id = Api.created(pods.pod(1), ada, Api.forUser("26", "m"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> stream.events().stream()
                            .anyMatch(event -> event.data().contains("{\"type\":\"notification\"")));
            String client =
                    Api.json(stream.events().get(0).data()).path("clientId").asText();
            String position = stream.lastEventId();
            // Then
            List<Integer> statuses = List.of(
                    get(ada, "?limit=5"),
                    get(ada, "/unread"),
                    get(ada, "/" + id),
                    get(ada, "/" + id + "/deliveries"),
                    post(ada, "/read", "{\"ids\":[" + id + "]}"),
                    post(ada, "/batch", "{\"notifications\":[" + Api.forUser("27", "m") + "]}"));
            assertThat(statuses).containsExactly(200, 200, 200, 200, 200, 201);
            assertThat(post(ada, "/ack", "{\"clientId\":\"" + client + "\",\"id\":\"" + position + "\"}"))
                    .isEqualTo(204);
            assertThat(Api.delete(pods.pod(1), ada, "/api/notifications/" + id).statusCode())
                    .isEqualTo(204);
        }
    }

    @Test
    void commandPrintsTheKeyAndNothingElseBesideARunningPod() {
        // Then
        assertThat(made.status()).withFailMessage(made::errors).isZero();
        assertThat(made.output()).matches("ck_[0-9a-f]{16}_[A-Za-z0-9_-]{43}_[A-Za-z0-9_-]{22}\\R");
        assertThat(made.errors()).doesNotContain(made.output().strip());
    }

    @Test
    void keyOfTheCommandCreatesNotificationsAndFurtherKeys() {
        // Given
        String key = made.output().strip();
        // When
        HttpResponse<String> created = Api.create(pods.pod(1), NOBODY, Api.forUser("26", "m"), "X-Api-Key", key);
        HttpResponse<String> further =
                Api.post(pods.pod(1), NOBODY, "/api/api-keys", "{\"name\":\"second\"}", "X-Api-Key", key);
        // Then
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(further.statusCode()).isEqualTo(201);
        assertThat(Api.delete(
                                pods.pod(1),
                                NOBODY,
                                "/api/api-keys/" + Api.json(further).path("id").asText(),
                                "X-Api-Key",
                                key)
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void commandWithoutItsArgumentsSaysHowItIsUsed() {
        // When
        Command misused = command("21");
        // Then
        assertThat(misused.status()).isEqualTo(2);
        assertThat(misused.output()).isEmpty();
        assertThat(misused.errors()).contains("Usage: java -jar quarkus-run.jar create-api-key <organization> <name>");
        assertThat(command("*", "x").status()).isEqualTo(2);
    }

    private static Command command(String... arguments) {
        Map<String, String> accounts = settings.environment();
        return KeyCommand.run(services, settings.application(), accounts, arguments);
    }

    private static Login login(String user, String organization) {
        ExpressSession session = pods.sessions().create(user, organization);
        return new Login(organization, user, session.cookieHeader());
    }

    private static int get(Login login, String path) {
        return Api.get(pods.pod(1), login, "/api/notifications" + path).statusCode();
    }

    /** A busy machine's first transaction may take longer than one may last: 503, nothing is changed, come again. */
    private static int post(Login login, String path, String json) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> Api.post(pods.pod(1), login, "/api/notifications" + path, json)
                                .statusCode(),
                        status -> status != 503);
    }

    private static Connection connect() throws SQLException {
        PostgresServer postgres = services.postgres();
        return DriverManager.getConnection(
                postgres.jdbcUrl(), postgres.applicationUser(), postgres.applicationPassword());
    }

    private static List<String> query(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
