package dev.carillon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.OpenStreams;
import dev.carillon.testkit.SseStream;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every value of a query parameter counts, or the request is rejected. */
@IdentityTest
class QueryCheckTest {

    @Inject
    Credentials credentials;

    private final String organization = "queries-" + UUID.randomUUID();
    private final OpenStreams streams = new OpenStreams();

    @AfterEach
    void close() {
        streams.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"types=alpha,beta", "types=alpha&types=beta", "types=alpha%2Cbeta"})
    void streamHasTheTypesOfEveryValue(String query) {
        // Given
        String cookie = credentials.session("26", organization).cookie();
        SseStream stream = streams.connected(OpenStreams.request("?" + query).withCookie(cookie));
        // When
        for (String type : List.of("alpha", "gamma", "beta")) {
            user().created(Map.of("type", type, "title", "of-" + type));
        }
        // Then
        Awaitility.await().until(() -> OpenStreams.has(stream, "of-beta"));
        assertThat(OpenStreams.has(stream, "of-alpha")).isTrue();
        assertThat(OpenStreams.has(stream, "of-gamma")).isFalse();
    }

    @Test
    void listHasTheTypesOfEveryValue() {
        // Given
        for (String type : List.of("alpha", "gamma", "beta")) {
            user().created(Map.of("type", type));
        }
        // When
        List<String> types = user().get("?type=alpha&type=beta")
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("notifications.type");
        // Then
        assertThat(types).containsExactly("beta", "alpha");
    }

    @ParameterizedTest
    @CsvSource({
        "?limit=5&limit=50,limit,must be given once",
        "?unread=true&unread=false,unread,must be given once",
        "?types=alpha,type,must be written like this",
        "?type[]=alpha,type,must be written like this"
    })
    void valueThatWouldBeIgnoredIsRejected(String query, String field, String detail) {
        user().get(query.replace("[]", "%5B%5D"))
                .statusCode(400)
                .body("errors[0].field", equalTo(field))
                .body("errors[0].detail", equalTo(detail));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?types%5B%5D=alpha", "?type=alpha", "?clientId=a&clientId=b", "?LastEventId=1"})
    void streamThatWouldIgnoreAValueIsNotOpened(String query) {
        SseStream stream = streams.open(OpenStreams.request(query)
                .withCookie(credentials.session("26", organization).cookie()));
        OpenStreams.isRejected(stream, 400);
    }

    @Test
    void parameterOfACacheOrAGatewayIsIgnored() {
        user().get("/unread?_=1700000000000&utm_source=x&utm_source=y").statusCode(200);
    }

    private ApiClient user() {
        return credentials.user("26", organization);
    }
}
