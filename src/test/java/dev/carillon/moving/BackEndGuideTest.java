package dev.carillon.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cluster.Api;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.ClientWorkspace;
import dev.carillon.testkit.Command;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.NodePackage;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Does what {@code docs/clients.md} says to back ends, block by block. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class BackEndGuideTest {

    private static final Path GUIDE = Path.of("docs/clients.md");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    Credentials credentials;

    @TestHTTPResource
    URL url;

    private String organization;
    private ApiClient backend;
    private String key;

    @BeforeEach
    void signIn() {
        organization = Credentials.newOrganization();
        backend = credentials.backend(organization);
        key = backend.headers().get("X-Api-Key");
    }

    @Test
    void commandsCreateOnceAndListReadUpdateAndRecallWhatWasSent() throws IOException {
        // Given
        List<String> blocks = blocks("sh");
        assertThat(blocks).hasSize(2);

        // When
        JsonNode created = answers(blocks.get(0)).get(0);
        JsonNode repeated = answers(blocks.get(0)).get(0);
        long id = created.path("id").asLong();
        List<JsonNode> answers = answers(blocks.get(1).replace("/42", "/" + id));

        // Then
        assertThat(repeated.path("id").asLong()).isEqualTo(id);
        assertThat(answers).hasSize(4);
        assertThat(answers.get(0).path("notifications").findValuesAsText("id")).containsExactly(Long.toString(id));
        assertThat(answers.get(1).path("userId").asText()).isEqualTo("26");
        assertThat(answers.subList(2, 4))
                .allMatch(change -> change.path("notificationId").asLong() == id);
        backend.request().get("/api/sent").then().statusCode(200).body("notifications", empty());
    }

    @Test
    void programDoesWhatItsCallsSay() throws IOException {
        // Given
        ClientWorkspace work = ClientWorkspace.of(Path.of("src/test/moving"));
        NodePackage.installIn(work);
        String told =
                "\nawait carillon.close();\nconsole.log(JSON.stringify({ id, listed: notifications, nextBefore, ticket, scheduled }));\n";
        Path program = work.directory().resolve("guide.mjs");
        Files.writeString(program, blocks("js").get(0) + told);

        // When
        ProcessBuilder node = new ProcessBuilder("node", "guide.mjs")
                .directory(work.directory().toFile());
        node.environment().put("CARILLON_URL", origin());
        node.environment().put("CARILLON_API_KEY", key);
        Command done = Command.run(node, PATIENCE);

        // Then
        JsonNode said = Api.json(ClientWorkspace.succeeded(done));
        assertThat(said.path("listed").findValuesAsText("title")).containsExactly("Maintenance", "Invoice 7");
        assertThat(said.path("ticket").asText()).hasSize(43);
        assertThat(said.path("scheduled")).hasSize(1);
        backend.request().get("/api/sent/" + said.path("id").asLong()).then().statusCode(404);
        assertThat(titles("26")).containsExactly("A", "Maintenance");
        assertThat(titles("27")).containsExactly("A", "Maintenance");
        backend.request().get("/api/scheduled").then().statusCode(200).body("scheduled", empty());
    }

    private List<String> titles(String user) {
        return credentials
                .user(user, organization)
                .get("")
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("notifications.title", String.class);
    }

    /** The answers to its curls, each of which has to succeed. */
    private List<JsonNode> answers(String block) {
        String commands = block.replace("curl ", "curl -sf -w '\\n' ");
        Command done = Command.run(new ProcessBuilder("bash", "-euc", commands), PATIENCE);
        return ClientWorkspace.succeeded(done).lines().map(Api::json).toList();
    }

    private List<String> blocks(String language) throws IOException {
        String guide = Files.readString(GUIDE);
        String part = guide.substring(guide.indexOf("## Back ends"), guide.indexOf("## Programs without streams"));
        return Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(part)
                .results()
                .map((MatchResult block) -> block.group(1)
                        .replace("http://127.0.0.1:8080", origin())
                        .replace("ck_…", key))
                .toList();
    }

    private String origin() {
        return url.toString().replaceAll("/$", "");
    }
}
