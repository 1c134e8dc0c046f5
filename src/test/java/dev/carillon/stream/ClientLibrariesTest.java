package dev.carillon.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ClientWorkspace;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.MavenArtifact;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Client libraries of others, unmodified, each used as its documentation shows. {@code docs/clients.md} lists them. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class ClientLibrariesTest {

    private static final int MORE_THAN_THE_LIBRARIES = 40;
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| (?:npm|Maven) \\|");

    @Inject
    Credentials credentials;

    @TestHTTPResource
    URL url;

    @Test
    void everyListedLibraryShowsEverythingOnceAndInOrder() throws Exception {
        // Given
        ClientWorkspace work = ClientWorkspace.of(Path.of("src/test/sse-clients"));
        String javaLibraries = MavenArtifact.classPath(work.directory().resolve("pom.xml"));
        String organization = Credentials.newOrganization();
        JsonObject cookies = new JsonObject();
        for (int i = 0; i < MORE_THAN_THE_LIBRARIES; i++) {
            cookies.put("u" + i, credentials.login(organization, "u" + i).cookie());
        }
        Files.writeString(work.directory().resolve("cookies.json"), cookies.encode());

        // When
        JsonObject shown = new JsonObject(work.node(
                "clients.mjs", url.toString().replaceAll("/$", ""), organization, "cookies.json", javaLibraries));

        // Then
        assertThat(shown.fieldNames()).isEqualTo(listed());
        assertThat(shown.fieldNames()).hasSizeGreaterThanOrEqualTo(15);
        assertThat(shown.stream()
                        .filter(library -> !isComplete((JsonObject) library.getValue()))
                        .map(Object::toString))
                .isEmpty();
    }

    private static boolean isComplete(JsonObject shown) {
        return shown.getJsonArray("titles")
                        .equals(new JsonArray()
                                .add("one")
                                .add("large")
                                .add("missed 1")
                                .add("missed 2")
                                .add("last"))
                && shown.getJsonArray("faults").isEmpty();
    }

    private static Set<String> listed() throws Exception {
        return ROW.matcher(Files.readString(Path.of("docs/clients.md")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
