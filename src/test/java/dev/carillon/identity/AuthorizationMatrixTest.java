package dev.carillon.identity;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.testkit.EmbeddedResource;
import io.agroal.api.AgroalDataSource;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Every route that the OpenAPI document names, with every way of signing in, in every way in which it must not work.
 * A route that is added is tried without being named here.
 */
@IdentityTest
class AuthorizationMatrixTest {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    @Inject
    Credentials credentials;

    @Inject
    AgroalDataSource dataSource;

    private static final String TRPC = "/api/trpc/{procedures}";

    private record Route(String method, String path) {}

    @Test
    void nobodyGetsInWithoutAValidCredential() throws SQLException {
        // Given
        Map<String, Map<String, String>> invalid = invalidCredentials();
        Map<String, Long> before = rows();
        List<String> wrong = new ArrayList<>();
        // When
        for (Route route : routes()) {
            invalid.forEach((name, headers) -> {
                Response answer = call(route, headers, "1");
                boolean refused = answer.statusCode() == 401 && isTheAnswerOf(route, answer);
                if (!refused) {
                    wrong.add(route + " with " + name + ": " + answer.statusCode());
                }
            });
        }
        // Then
        assertEquals(List.of(), wrong);
        assertEquals(before, rows());
    }

    @Test
    void nobodyReachesAnotherOrganization() throws SQLException {
        // Given
        Map<String, String> owner = Map.of(
                "Cookie", credentials.session("26", "matrix-mine", "admin").cookie());
        Response created = call(new Route("POST", "/api/notifications"), owner, "1");
        assertEquals(201, created.statusCode());
        String keyId = ApiKeyTest.create(owner.get("Cookie"), false).extract().path("id");
        Credentials.Session session = credentials.session("26", "matrix-mine");
        Map<String, Map<String, String>> strangers = strangers();
        Map<String, Long> before = rows();
        List<String> wrong = new ArrayList<>();
        // When
        for (Route route : routes()) {
            if (!route.path().contains("{") || route.path().equals(TRPC)) {
                continue;
            }
            for (String id : List.of(created.jsonPath().getString("id"), keyId, session.id())) {
                strangers.forEach((name, headers) -> {
                    Response answer = call(route, headers, id);
                    // 204 for what is only a wish: it tells nothing, and what it would end is the stranger's own.
                    boolean nothing = Set.of(400, 401, 403, 404, 204, 429).contains(answer.statusCode());
                    if (!nothing || answer.body().asString().contains("matrix-mine")) {
                        wrong.add(route + " of " + id + " by " + name + ": " + answer.statusCode());
                    }
                });
            }
        }
        // Then
        assertEquals(List.of(), wrong);
        assertEquals(before, rows());
        assertEquals(
                201,
                call(new Route("POST", "/api/notifications"), Map.of("Cookie", session.cookie()), "1")
                        .statusCode());
    }

    @Test
    void documentNamesTheRoutesThatMatter() {
        // When
        List<Route> routes = routes();
        // Then
        assertTrue(routes.contains(new Route("GET", "/api/notifications/stream")), routes::toString);
        assertTrue(routes.contains(new Route("POST", "/api/notifications")), routes::toString);
        assertTrue(routes.contains(new Route("DELETE", "/api/sessions/{id}")), routes::toString);
    }

    private Map<String, Map<String, String>> invalidCredentials() {
        Credentials.Session session = credentials.session("26", "matrix");
        String expired = credentials.rs256(Credentials.claims("26", "matrix", Duration.ofMinutes(-10)));
        String good = credentials.token("26", "matrix");
        Map<String, Map<String, String>> invalid = new LinkedHashMap<>();
        invalid.put("nothing", Map.of());
        invalid.put("a session signed by somebody else", Map.of("Cookie", Credentials.cookie(session.id(), "guess")));
        invalid.put("an unsigned session", Map.of("Cookie", "connect.sid=s%3A" + session.id()));
        invalid.put("a session that has ended", Map.of("Cookie", Credentials.cookie("gone", EmbeddedResource.SECRET)));
        invalid.put("a token that has expired", Map.of("Authorization", "Bearer " + expired));
        invalid.put("a token with a changed signature", Map.of("Authorization", "Bearer " + changed(good)));
        invalid.put("a token cookie that has expired", Map.of("Cookie", "__Host-token=" + expired));
        invalid.put("a made-up API key", Map.of("X-Api-Key", "ck_0123456789abcdef_" + "A".repeat(43)));
        invalid.put("a made-up bearer key", Map.of("Authorization", "Bearer ck_0123456789abcdef_" + "A".repeat(43)));
        invalid.put("a user's name and password", Map.of("Authorization", "Basic MjY6cGFzc3dvcmQ="));
        return invalid;
    }

    private Map<String, Map<String, String>> strangers() {
        String admin = credentials.session("26", "matrix-theirs", "admin").cookie();
        String key = ApiKeyTest.create(admin, true).extract().path("key");
        Map<String, Map<String, String>> strangers = new LinkedHashMap<>();
        strangers.put("a session", Map.of("Cookie", admin));
        strangers.put("a token", Map.of("Authorization", "Bearer " + credentials.token("26", "matrix-theirs")));
        strangers.put("an API key", Map.of("X-Api-Key", key));
        return strangers;
    }

    private static String changed(String token) {
        int at = token.lastIndexOf('.') + 10;
        return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
    }

    private static List<Route> routes() {
        JsonObject paths = new JsonObject(
                        given().queryParam("format", "json").get("/q/openapi").asString())
                .getJsonObject("paths");
        List<Route> routes = new ArrayList<>();
        for (String path : paths.fieldNames()) {
            for (String method : paths.getJsonObject(path).fieldNames()) {
                if (METHODS.contains(method)) {
                    routes.add(new Route(method.toUpperCase(Locale.ROOT), path));
                }
            }
        }
        return routes;
    }

    /** The seed's body; who comes without any credential to tRPC is told so as its clients understand it. */
    private static boolean isTheAnswerOf(Route route, Response answer) {
        String body = answer.body().asString();
        boolean ofTrpc = route.path().equals(TRPC) && body.contains("\"UNAUTHORIZED\"");
        return ofTrpc || body.equals(Unauthorized.BODY);
    }

    private static Response call(Route route, Map<String, String> headers, String id) {
        RequestSpecification request = given().headers(headers);
        if (!route.method().equals("GET")) {
            request.contentType("application/json").body(Map.of("type", "test", "title", "t", "message", "m"));
        }
        String procedure = route.method().equals("GET") ? "notifications.unread" : "notifications.create";
        String filled = route.path().equals(TRPC) ? procedure : id;
        return request.request(route.method(), route.path().replaceAll("\\{[^}]+}", filled));
    }

    /** How many rows every table has, all organizations together. */
    private Map<String, Long> rows() throws SQLException {
        Map<String, Long> rows = new TreeMap<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set carillon.organization = '*'");
            List<String> tables = new ArrayList<>();
            try (ResultSet names = statement.executeQuery(
                    "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet count = statement.executeQuery("select count(*) from " + table)) {
                    count.next();
                    rows.put(table, count.getLong(1));
                }
            }
            statement.execute("reset carillon.organization");
        }
        return rows;
    }
}
