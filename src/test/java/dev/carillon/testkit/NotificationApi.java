package dev.carillon.testkit;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;

/** The routes as one user calls them. */
public record NotificationApi(Login login) {

    private static final String NOTIFICATIONS = "/api/notifications";

    /** To be signed in as this user; for whatever has no method here. */
    public RequestSpecification request() {
        return given().header("Cookie", login.cookie()).contentType(ContentType.JSON);
    }

    public ValidatableResponse post(String path, String json) {
        return request().body(json).post(NOTIFICATIONS + path).then();
    }

    public ValidatableResponse patch(long id, String json) {
        return request().body(json).patch(NOTIFICATIONS + "/" + id).then();
    }

    public ValidatableResponse delete(long id) {
        return request().delete(NOTIFICATIONS + "/" + id).then();
    }

    public ValidatableResponse get(String pathAndQuery) {
        return request()
                .urlEncodingEnabled(false)
                .get(NOTIFICATIONS + pathAndQuery)
                .then();
    }

    /** Creates one with these further fields, such as {@code ,"userId":"26"}, and gives its id. */
    public long create(String title, String more) {
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
}
