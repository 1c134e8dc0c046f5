package dev.carillon.moving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ClientWorkspace;
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
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same page uses a real Express application, before and after the changes of {@code docs/moving.md}. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class MovingTest {

    @Inject
    Credentials credentials;

    @TestHTTPResource
    URL url;

    @ConfigProperty(name = "quarkus.redis.hosts")
    String redisUrl;

    private Process express;

    @AfterEach
    void stop() {
        if (express != null) {
            express.destroy();
        }
    }

    @Test
    void pageWorksOnTheSingleNodeBefore() throws IOException {
        // Given
        ClientWorkspace application = ClientWorkspace.of(Path.of("src/test/moving"));
        String organization = Credentials.newOrganization();
        String origin = start(application, organization);

        // When
        String said = application.node("try.mjs", origin, organization, "26");

        // Then
        assertThat(said).contains("works");
    }

    @Test
    void pageWorksWithCarillonAfterTheDocumentedChanges() throws IOException {
        // Given
        ClientWorkspace application = ClientWorkspace.of(Path.of("src/test/moving"));
        NodePackage.installIn(application);
        List<DocumentedDiff> changes = DocumentedDiff.in(Path.of("docs/moving.md"));
        for (DocumentedDiff change : changes) {
            change.applyIn(application.directory());
        }
        Files.delete(application.directory().resolve("app/lib/notificationBroadcaster.mjs"));
        Files.delete(application.directory().resolve("app/routers/notifications.mjs"));
        String organization = Credentials.newOrganization();
        String origin = start(application, organization);

        // When
        String said = application.node("try.mjs", origin, organization, "26");

        // Then
        assertThat(changes).hasSize(3);
        assertThat(said).contains("works");
        assertThat(credentials.user("26", organization).ids("")).hasSize(2);
    }

    private String start(ClientWorkspace application, String organization) throws IOException {
        ProcessBuilder command = new ProcessBuilder("node", "app/index.mjs")
                .directory(application.directory().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        command.environment().put("REDIS_URL", redisUrl);
        command.environment().put("SESSION_SECRETS", EmbeddedResource.SECRET);
        command.environment().put("CARILLON_URL", url.toString());
        command.environment()
                .put(
                        "CARILLON_API_KEY",
                        credentials.backend(organization).headers().get("X-Api-Key"));
        express = command.start();
        String line = express.inputReader().readLine();
        return "http://127.0.0.1:" + line.substring("listening ".length());
    }
}
