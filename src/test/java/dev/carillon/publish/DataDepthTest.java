package dev.carillon.publish;

import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The depth of {@code data} is measured once on every way in, and before the commit. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class DataDepthTest {

    private static final int MAX = 50;

    @Inject
    Credentials credentials;

    @ParameterizedTest
    @ValueSource(strings = {"/api/notifications", "/api/trpc/notifications.create"})
    void deepestDataThatIsAllowedIsStoredAndGivenBack(String path) {
        // Given
        ApiClient api = api();
        // When
        int status = api.request().body(body(MAX)).post(path).statusCode();
        // Then
        assertEquals(path.contains("trpc") ? 200 : 201, status);
        assertEquals(List.of(1L), api.ids(""));
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX + 1, 900, 996, 997, 998, 999, 1000, 3000})
    void dataThatIsDeeperIsRejectedAndNotCommitted(int depth) {
        // Given
        ApiClient api = api();
        // When
        api.request().body(body(depth)).post("/api/notifications").then().statusCode(400);
        api.request()
                .body(body(depth))
                .post("/api/trpc/notifications.create")
                .then()
                .statusCode(400)
                .body(containsString("error"));
        // Then
        assertEquals(List.of(), api.ids(""));
    }

    private ApiClient api() {
        return credentials.user("ada", Credentials.newOrganization());
    }

    /** Objects and arrays in turn, the outermost of which is an object. */
    private static String body(int depth) {
        StringBuilder opened = new StringBuilder();
        StringBuilder closed = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            boolean object = i % 2 == 0;
            opened.append(object ? i == depth - 1 ? "{" : "{\"a\":" : "[");
            closed.insert(0, object ? '}' : ']');
        }
        return "{\"type\":\"t\",\"title\":\"t\",\"message\":\"m\",\"data\":" + opened + closed + "}";
    }
}
