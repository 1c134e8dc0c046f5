package dev.carillon.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.cluster.Api;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The local cluster's front door without a pod behind it: the pages that it serves on its own. */
class FrontDoorTest {

    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"(?!data:|http)([^\"#]+)\"");

    private FrontDoor door;

    @BeforeEach
    void open() {
        door = FrontDoor.open(0, List.of(), null);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void pagesForTryingOutAreThereWithAllThatTheyLoad() {
        for (String page : List.of("/demo/", "/demo/panel.html", "/q/swagger-ui/")) {
            // When
            HttpResponse<String> answer = get(page);

            // Then
            assertThat(answer.statusCode()).as(page).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
            Matcher references = REFERENCE.matcher(answer.body());
            while (references.find()) {
                String path = URI.create(page).resolve(references.group(1)).getPath();
                // All else comes from a pod.
                if (path.startsWith("/demo/") || path.startsWith("/q/")) {
                    assertThat(get(path).statusCode()).as(path).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void swaggerUiShowsWhatTheBuildHasWritten() {
        assertThat(get("/q/swagger-ui/swagger-initializer.js").body()).contains("url: '/q/openapi.json'");
        assertThat(get("/q/openapi.json").body()).contains("\"openapi\"").contains("/api/notifications/stream");
    }

    private HttpResponse<String> get(String path) {
        return Api.fetch("http://" + Ports.LOOPBACK + ":" + door.port() + path);
    }
}
