package dev.carillon.trpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Command;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.Npm;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The real client from npm, in a process of its own. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class TrpcClientTest {

    private static final Path PACKAGE = Path.of("src/test/trpc-client");
    private static final Path WORK = Path.of("target/trpc-client");
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Inject
    Credentials credentials;

    @TestHTTPResource("/api/trpc")
    URL url;

    @Test
    void theRealClientCallsEveryProcedure() throws Exception {
        // Given
        install();
        Login ada = credentials.login(Credentials.newOrganization(), "ada");

        // When
        Command client = Command.run(WORK, PATIENCE, "node", "client.mjs", url.toString(), ada.cookie());

        // Then
        assertThat(client.succeeded()).as(client.errors()).isTrue();
        JsonObject seen = new JsonObject(client.output());
        assertThat(seen.getJsonObject("created").getString("title")).isEqualTo("first");
        assertThat(seen.getJsonArray("createdInBatch")).hasSize(2);
        assertThat(seen.getJsonArray("list")).hasSize(2);
        assertThat(seen.getJsonArray("list").getJsonObject(0).getBoolean("isRead"))
                .isFalse();
        assertThat(seen.getJsonArray("unread")).hasSize(3);
        assertThat(seen.getJsonObject("marked").getBoolean("isRead")).isTrue();
        assertThat(seen.getJsonArray("unreadAfterOne")).hasSize(2);
        assertThat(seen.getJsonObject("markedAll").getBoolean("success")).isTrue();
        assertThat(seen.getJsonArray("unreadAfterAll")).isEmpty();
        assertThat(seen.getJsonArray("listAfterDelete")).hasSize(2);
        assertFailure(seen.getJsonObject("badInput"), "BAD_REQUEST", 400);
        assertFailure(seen.getJsonObject("noSuchProcedure"), "NOT_FOUND", 404);
        assertFailure(seen.getJsonObject("notThere"), "NOT_FOUND", 404);
        assertFailure(seen.getJsonObject("anonymous"), "UNAUTHORIZED", 401);
        assertThat(seen.getJsonArray("mixedBatch").getJsonArray(0)).isEmpty();
        assertFailure(seen.getJsonArray("mixedBatch").getJsonObject(1), "BAD_REQUEST", 400);
    }

    private static void assertFailure(JsonObject failure, String code, int status) {
        assertThat(failure).isNotNull();
        assertThat(failure.getString("code")).isEqualTo(code);
        assertThat(failure.getInteger("httpStatus")).isEqualTo(status);
    }

    private static void install() throws IOException {
        Files.createDirectories(WORK);
        for (String file : List.of("package.json", "package-lock.json", ".npmrc", "client.mjs")) {
            Files.copy(
                    PACKAGE.resolve(file),
                    WORK.resolve(file),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        new Npm(WORK).install();
    }
}
