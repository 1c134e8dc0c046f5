package dev.carillon.identity;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.carillon.route.Rules;
import dev.carillon.route.Spellings;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Eventually;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.OpenApiDocument;
import dev.carillon.testkit.OpenStreams;
import dev.carillon.testkit.RawHttp;
import dev.carillon.testkit.Sql;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every route that the OpenAPI document names, with every way of signing in, in every way in which it must not work.
 * A route that is added is tried without being named here.
 */
@IdentityTest
class AuthorizationMatrixTest {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    @Inject
    Credentials credentials;

    private static final Pattern SCOPE_ROW =
            Pattern.compile("\\| `(publish|read|manage|operate|none)` \\| ([^|]*) \\|.*");
    private static final String TRPC = "/api/trpc/{procedures}";
    private static final String STREAM = "/api/notifications/stream";
    private static final String TRPC_STREAM = "/api/trpc/notifications.stream";
    private static final String CONSOLE = "/api/console/stream";
    private static final int SPELLINGS = 4;
    private static final String USER_DATA = "/api/users/{id}/data";
    private static final String REVOKE = "/revoke";
    private static final String TITLE = "a title of the matrix";

    private final Map<String, String> strangersKeys = new HashMap<>();

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    private record Route(String method, String path) {}

    /** The credentials that a request shows: headers, and a ticket in its query. */
    private record Shown(Map<String, String> headers, String ticket) {
        static Shown header(String name, String value) {
            return new Shown(Map.of(name, value), null);
        }
    }

    @Test
    void nobodyGetsInWithoutAValidCredential() {
        // Given
        Map<String, Shown> invalid = invalidCredentials();
        Map<String, Long> before = rows();
        List<String> wrong = new ArrayList<>();
        // When
        for (Route route : routes()) {
            invalid.forEach((name, shown) -> {
                Response answer = call(route, shown, "1");
                boolean rejected = answer.statusCode() == 401 && isTheAnswerOf(route, answer);
                if (!rejected) {
                    wrong.add(route + " with " + name + ": " + answer.statusCode());
                }
            });
        }
        // Then
        assertEquals(List.of(), wrong);
        assertEquals(before, rows());
    }

    /** A spelling that the router takes for the route's own path must not be taken for another one before it. */
    @Test
    void noSpellingOfAPathLetsAnybodyInWithoutAValidCredential() {
        // Given
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("seed=" + seed);
        Spellings spellings = new Spellings(seed);
        Map<String, Shown> invalid = invalidCredentials();
        Map<String, Long> before = rows();
        List<String> wrong = new ArrayList<>();
        // When
        for (Route route : routes()) {
            invalid.forEach((name, shown) -> {
                for (int i = 0; i < SPELLINGS; i++) {
                    String target = spellings.of(path(route, "1"));
                    String answer = raw(route, target, shown);
                    if (!answer.matches("(?s)HTTP/1.1 4[0-9][0-9] .*")) {
                        wrong.add(route.method() + " " + target + " with " + name + ": " + answer);
                    }
                }
            });
        }
        // Then
        assertEquals(List.of(), wrong);
        assertEquals(before, rows());
    }

    @Test
    void nobodyReachesAnotherOrganization() {
        // Given
        Shown owner = Shown.header(
                "Cookie", credentials.session("26", "matrix-mine", "admin").cookie());
        Response created = call(new Route("POST", "/api/notifications"), owner, "1");
        assertEquals(201, created.statusCode());
        String keyId = new ApiClient(owner.headers()).createKey(false).extract().path("id");
        Credentials.Session session = credentials.session("26", "matrix-mine");
        Map<String, Shown> strangers = strangers();
        Map<String, Long> before = rows();
        List<String> wrong = new ArrayList<>();
        // When
        for (Route route : routes()) {
            boolean named = route.path().contains("{") || route.path().endsWith(REVOKE);
            if (!named || route.path().equals(TRPC)) {
                continue;
            }
            for (String id : List.of(created.jsonPath().getString("id"), keyId, session.id())) {
                strangers.forEach((name, shown) -> {
                    Response answer = call(route, shown, id);
                    // 204 for a mere wish: it reveals nothing, and would end only the stranger's own streams.
                    boolean nothing = Set.of(400, 401, 403, 404, 204, 429).contains(answer.statusCode())
                            // Of a user of the stranger's own organization, who has left nothing there.
                            || route.path().equals(USER_DATA) && answer.statusCode() == 200;
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
                call(new Route("POST", "/api/notifications"), Shown.header("Cookie", session.cookie()), "1")
                        .statusCode());
    }

    @Test
    void listsOfAnotherOrganizationAreEmpty() {
        // Given
        String owner = credentials.session("26", "matrix-mine", "admin").cookie();
        ApiClient.withCookie(owner).createKey(false);
        assertEquals(
                201,
                call(new Route("POST", "/api/notifications"), Shown.header("Cookie", owner), "1")
                        .statusCode());
        List<String> wrong = new ArrayList<>();
        // When
        for (Route route : routes()) {
            boolean list = route.method().equals("GET")
                    && !route.path().contains("{")
                    && !route.path().equals(STREAM)
                    && !route.path().equals(TRPC_STREAM);
            if (list) {
                strangers("matrix-empty").forEach((name, shown) -> {
                    String body = call(route, shown, "1").body().asString();
                    if (body.contains("matrix-mine") || body.contains(TITLE)) {
                        wrong.add(route + " by " + name + ": " + body);
                    }
                });
            }
        }
        // Then
        assertEquals(List.of(), wrong);
    }

    /** All routes with keys that have one scope each: a key needs exactly the scope in the document. */
    @Test
    void keysReachOnlyWhatTheirScopeIsFor() {
        // Given
        Map<String, String> keys = new TreeMap<>();
        for (Scope scope : Scope.values()) {
            keys.put(scope.toString(), keyWith(scope));
        }
        Map<Route, String> needs = documentedNeeds();
        List<String> wrong = new ArrayList<>();
        // When
        for (Route route : calls()) {
            String need = needs.get(route);
            keys.forEach((scope, key) -> {
                // A console that opens has no end; its head is asked for in its place.
                boolean opens = route.path().equals(CONSOLE) && scope.equals(need);
                Response answer = opens
                        ? given().header("X-Api-Key", key).head(CONSOLE)
                        : call(route, Shown.header("X-Api-Key", key), "1");
                String text = answer.body().asString();
                boolean rejected = answer.statusCode() == 403
                        && (route.method().equals("HEAD")
                                || text.contains("lacks the scope " + need + ".")
                                || text.contains("This is for users"));
                boolean admitted = answer.statusCode() != 403 || !rejected && !opens;
                if (need == null || admitted != scope.equals(need)) {
                    wrong.add(route + " with " + scope + ", needs " + need + ": " + answer.statusCode() + " " + text);
                }
            });
        }
        // Then
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyRouteSaysWhatAKeyNeeds() {
        // When
        List<String> silent = CLASSES.stream()
                .filter(type -> type.isAnnotatedWith(jakarta.ws.rs.Path.class))
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(Rules.class) && !method.isAnnotatedWith(KeyAccess.class))
                .map(JavaMethod::getFullName)
                .toList();
        // Then
        assertEquals(List.of(), silent);
    }

    private String keyWith(Scope scope) {
        ValidatableResponse created = credentials.admin("matrix-scopes").createKey(false);
        Sql.ofOwner()
                .run(
                        "update api_key set scopes = '{" + scope + "}' where id = ?",
                        created.extract().<String>path("id"));
        return created.extract().path("key");
    }

    /** The routes, with a call of each procedure in place of the one route that they share. */
    private static List<Route> calls() {
        List<Route> calls = new ArrayList<>();
        for (Route route : routes()) {
            if (!route.path().equals(TRPC)) {
                calls.add(route);
            }
        }
        for (String query : List.of("list", "unread", "preferences")) {
            calls.add(new Route("GET", "/api/trpc/notifications." + query));
            calls.add(new Route("POST", "/api/trpc/notifications." + query));
        }
        for (String mutation : List.of(
                "create", "schedule", "markAsRead", "markAllAsRead", "markAllAsSeen", "delete", "setPreferences")) {
            calls.add(new Route("POST", "/api/trpc/notifications." + mutation));
        }
        return calls;
    }

    /** From the table of docs/security.md. */
    private static Map<Route, String> documentedNeeds() {
        Map<Route, String> needs = new HashMap<>();
        try (Stream<String> lines = Files.lines(Path.of("docs/security.md"))) {
            lines.map(SCOPE_ROW::matcher).filter(Matcher::matches).forEach(row -> {
                for (String route : row.group(2).split(",")) {
                    String[] words = route.replace("`", "").strip().split(" ");
                    needs.put(new Route(words[0], words[1]), row.group(1));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return needs;
    }

    /** A route that is hidden from the document would not be tested. */
    @Test
    void documentNamesEveryRouteThatThereIs() {
        // Given
        Set<Route> written = new HashSet<>();
        for (JavaClass type : CLASSES) {
            if (type.isAnnotatedWith(jakarta.ws.rs.Path.class)) {
                type.getMethods()
                        .forEach(method -> METHODS.stream()
                                .filter(name -> method.isAnnotatedWith("jakarta.ws.rs." + name))
                                .forEach(name -> written.add(new Route(name, path(type, method)))));
            }
        }
        // When
        Set<Route> documented = new HashSet<>(routes());
        // Then
        assertTrue(written.size() > 15, written::toString);
        assertEquals(written, documented);
    }

    /** Filters answer no route of their own, so the resources are all the routes. */
    @Test
    void routesAreWrittenAsResourcesOnly() {
        noClasses()
                .that()
                // Answers on the management port only, which clients do not reach.
                .doNotHaveFullyQualifiedName("dev.carillon.operations.BuildReport")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.vertx.ext.web.Router")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("io.quarkus.vertx.web..")
                .check(CLASSES);
    }

    private static String path(JavaClass type, JavaMethod method) {
        String of = method.isAnnotatedWith(jakarta.ws.rs.Path.class)
                ? method.getAnnotationOfType(jakarta.ws.rs.Path.class).value()
                : "";
        String path = type.getAnnotationOfType(jakarta.ws.rs.Path.class).value() + "/" + of;
        return ("/" + path).replaceAll("/+", "/").replaceAll("(.)/$", "$1");
    }

    private Map<String, Shown> invalidCredentials() {
        Credentials.Session session = credentials.session("26", "matrix");
        String expired = credentials.rs256(Credentials.claims("26", "matrix", Duration.ofMinutes(-10)));
        String good = credentials.token("26", "matrix");
        String madeUp = "ck_0123456789abcdef_" + "A".repeat(43);
        Map<String, Shown> invalid = new LinkedHashMap<>();
        invalid.put("nothing", new Shown(Map.of(), null));
        invalid.put("a session signed by somebody else", cookie(Credentials.cookie(session.id(), "guess")));
        invalid.put("an unsigned session", cookie("connect.sid=s%3A" + session.id()));
        invalid.put("a session that has ended", cookie(Credentials.cookie("gone", EmbeddedResource.SECRET)));
        invalid.put(
                "a session that has expired",
                cookie(credentials.expiredSession("26", "matrix").cookie()));
        invalid.put("a token that has expired", bearer(expired));
        invalid.put("a token with a changed signature", bearer(changed(good)));
        invalid.put("a token cookie that has expired", cookie("__Host-token=" + expired));
        invalid.put("a made-up API key", Shown.header("X-Api-Key", madeUp));
        invalid.put("a made-up bearer key", bearer(madeUp));
        invalid.put("an API key that has expired", Shown.header("X-Api-Key", keyThatHasExpired()));
        invalid.put("an API key that was revoked", Shown.header("X-Api-Key", keyThatWasRevoked()));
        invalid.put("a made-up ticket", new Shown(Map.of(), "A".repeat(43)));
        invalid.put("a ticket that was used", new Shown(Map.of(), ticketThatWasUsed(session)));
        invalid.put("a user's name and password", Shown.header("Authorization", "Basic MjY6cGFzc3dvcmQ="));
        return invalid;
    }

    private static Shown cookie(String value) {
        return Shown.header("Cookie", value);
    }

    private static Shown bearer(String token) {
        return Shown.header("Authorization", "Bearer " + token);
    }

    private String keyThatHasExpired() {
        return rejected(credentials
                .admin("matrix")
                .createKey(Map.of("name", "short", "expiresAt", Instant.now().plusMillis(700)))
                .extract()
                .path("key"));
    }

    private String keyThatWasRevoked() {
        ApiClient admin = credentials.admin("matrix");
        ValidatableResponse created = admin.createKey(true);
        admin.revokeKey(created.extract().path("id")).statusCode(204);
        return rejected(created.extract().path("key"));
    }

    private static String rejected(String key) {
        Eventually.within(10, () -> ApiClient.withKey(key).keys().statusCode(401));
        return key;
    }

    private static String ticketThatWasUsed(Credentials.Session session) {
        String ticket = session.client().ticket(Map.of());
        try (OpenStreams streams = new OpenStreams()) {
            streams.connected(OpenStreams.request("?ticket=" + ticket));
        }
        return ticket;
    }

    private Map<String, Shown> strangers() {
        return strangers("matrix-theirs");
    }

    private Map<String, Shown> strangers(String organization) {
        String admin = credentials.session("26", organization, "admin").cookie();
        String key = strangersKeys.computeIfAbsent(
                organization,
                o -> ApiClient.withCookie(admin).createKey(true).extract().path("key"));
        Map<String, Shown> strangers = new LinkedHashMap<>();
        strangers.put("a session", cookie(admin));
        strangers.put("a token", bearer(credentials.token("26", organization)));
        strangers.put("an API key", Shown.header("X-Api-Key", key));
        return strangers;
    }

    private static String changed(String token) {
        int at = token.lastIndexOf('.') + 10;
        return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
    }

    private static List<Route> routes() {
        JsonObject paths = OpenApiDocument.read().getJsonObject("paths");
        List<Route> routes = new ArrayList<>();
        for (String path : paths.fieldNames()) {
            for (String method : paths.getJsonObject(path).fieldNames()) {
                String name = method.toUpperCase(Locale.ROOT);
                if (METHODS.contains(name)) {
                    routes.add(new Route(name, path));
                }
            }
        }
        return routes;
    }

    /** The Express application's body. A request to tRPC without any credential gets an error in the form of tRPC. */
    private static boolean isTheAnswerOf(Route route, Response answer) {
        String body = answer.body().asString();
        if (route.method().equals("HEAD")) {
            return body.isEmpty();
        }
        boolean ofTrpc = route.path().equals(TRPC) && body.contains("\"UNAUTHORIZED\"");
        return ofTrpc || body.equals(Unauthorized.BODY);
    }

    private static Response call(Route route, Shown shown, String id) {
        RequestSpecification request = given().headers(shown.headers());
        if (shown.ticket() != null) {
            request.queryParam("ticket", shown.ticket());
        }
        // A DELETE's body is read by nobody; an answer that takes long would be taken for a body that does.
        if (!Set.of("GET", "HEAD", "DELETE").contains(route.method())) {
            request.contentType("application/json").body(body(route, id));
        }
        return request.request(route.method(), path(route, id));
    }

    private static String path(Route route, String id) {
        String procedure = route.method().equals("GET") ? "notifications.unread" : "notifications.create";
        String filled = route.path().equals(TRPC) ? procedure : id;
        return route.path().replaceAll("\\{[^}]+}", filled);
    }

    private static String raw(Route route, String target, Shown shown) {
        StringBuilder head = new StringBuilder("Content-Type: application/json\r\n");
        shown.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        boolean asked = target.contains("?");
        String query = shown.ticket() == null ? "" : (asked ? "&" : "?") + "ticket=" + shown.ticket();
        boolean read = Set.of("GET", "HEAD", "DELETE").contains(route.method());
        String body = read ? null : "{\"type\":\"test\",\"title\":\"" + TITLE + "\",\"message\":\"m\"}";
        return RawHttp.head(route.method(), target + query, head.toString(), body);
    }

    private static Map<String, String> body(Route route, String id) {
        if (route.path().endsWith(REVOKE)) {
            return Map.of(route.path().contains("sessions") ? "sessionId" : "jti", id);
        }
        return Map.of("type", "test", "title", TITLE, "message", "m");
    }

    /** How many rows every table has, all organizations together; of revocations, which strangers may have, ours. */
    private static Map<String, Long> rows() {
        Sql owner = Sql.ofOwner();
        Map<String, Long> rows = new TreeMap<>();
        for (String table : owner.list(
                "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")) {
            String ours = table.equals("revocation") ? " where organization_id = 'matrix-mine'" : "";
            rows.put(table, owner.number("select count(*) from " + table + ours));
        }
        return rows;
    }
}
