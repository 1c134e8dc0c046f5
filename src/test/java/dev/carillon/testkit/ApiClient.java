package dev.carillon.testkit;

import static io.restassured.RestAssured.given;

import io.restassured.config.LogConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Calls the application under test as one caller: a user by a session or a token, a backend by its key, or nobody. */
public record ApiClient(Map<String, String> headers) {
    // Each request and answer would be formatted, for a failure that does not come.
    private static final RestAssuredConfig CONFIG = RestAssuredConfig.config()
            .logConfig(LogConfig.logConfig()
                    .enableLoggingOfRequestAndResponseIfValidationFails()
                    .enablePrettyPrinting(false));

    private static final String NOTIFICATIONS = "/api/notifications";
    private static final List<String> ALL_SCOPES = List.of("publish", "read", "manage");

    public static ApiClient nobody() {
        return new ApiClient(Map.of());
    }

    public static ApiClient with(String header, String value) {
        return new ApiClient(Map.of(header, value));
    }

    public static ApiClient withCookie(String cookie) {
        return with("Cookie", cookie);
    }

    public static ApiClient withKey(String key) {
        return with("X-Api-Key", key);
    }

    public static ApiClient withBearer(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /** The same caller with one header more. */
    public ApiClient and(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new ApiClient(more);
    }

    /** For requests that have no method here. */
    public RequestSpecification request() {
        return given().config(CONFIG).headers(headers).contentType(ContentType.JSON);
    }

    /** Below {@code /api/notifications}, as are the others that take no whole path. */
    public ValidatableResponse get(String pathAndQuery) {
        return request()
                .urlEncodingEnabled(false)
                .get(NOTIFICATIONS + pathAndQuery)
                .then();
    }

    public ValidatableResponse post(String path, Object body) {
        return request().body(body).post(NOTIFICATIONS + path).then();
    }

    public ValidatableResponse patch(long id, String json) {
        return request().body(json).patch(NOTIFICATIONS + "/" + id).then();
    }

    public ValidatableResponse delete(long id) {
        return request().delete(NOTIFICATIONS + "/" + id).then();
    }

    public ValidatableResponse create() {
        return create(Map.of());
    }

    /** With the required fields of a notification, and these. */
    public ValidatableResponse create(Map<String, ?> fields) {
        Map<String, Object> body = new HashMap<>(Map.of("type", "test", "title", "t", "message", "m"));
        body.putAll(fields);
        return post("", body);
    }

    /** Creates, and gives the id. */
    public long created(Map<String, ?> fields) {
        return create(fields).statusCode(201).extract().jsonPath().getLong("id");
    }

    /** The same; {@code more} is JSON, such as {@code ,"userId":"26"}. */
    public long created(String title, String more) {
        return post("", "{\"type\":\"test\",\"title\":\"" + title + "\",\"message\":\"m\"" + more + "}")
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");
    }

    /** The ids of a list. */
    public List<Long> ids(String query) {
        return get(query).statusCode(200).extract().jsonPath().getList("notifications.id", Long.class);
    }

    public long unread() {
        return get("/unread").statusCode(200).extract().jsonPath().getLong("count");
    }

    public long version() {
        return get("/unread").statusCode(200).extract().jsonPath().getLong("version");
    }

    public ValidatableResponse keys() {
        return request().get("/api/api-keys").then();
    }

    /** An API key with every scope within its organization. */
    public String key() {
        return createKey(false).statusCode(201).extract().path("key");
    }

    public ValidatableResponse createKey(boolean admin) {
        return createKey(Map.of("name", "backend", "admin", admin, "scopes", ALL_SCOPES));
    }

    public ValidatableResponse createKey(Map<String, ?> body) {
        return request().body(body).post("/api/api-keys").then();
    }

    public ValidatableResponse revokeKey(String id) {
        return request().delete("/api/api-keys/" + id).then();
    }

    /** For a user, if a backend asks. */
    public String ticket(Map<String, String> body) {
        return askForTicket(body).statusCode(201).extract().path("ticket");
    }

    public ValidatableResponse askForTicket(Map<String, String> body) {
        return request().body(body).post("/api/stream-tickets").then();
    }

    public ValidatableResponse disconnect(String user) {
        return request().post("/api/users/" + user + "/disconnect").then();
    }

    /** @param what {@code sessions} or {@code tokens} */
    public ValidatableResponse revoke(String what, Map<String, String> named) {
        return request().body(named).post("/api/" + what + "/revoke").then();
    }
}
