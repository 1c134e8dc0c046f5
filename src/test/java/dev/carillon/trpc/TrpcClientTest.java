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
import io.vertx.core.json.JsonArray;
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
        assertThat(seen.getJsonObject("seenOne").getInteger("unseen")).isEqualTo(2);
        assertThat(seen.getJsonObject("seenAll").getInteger("unseen")).isZero();
        assertThat(seen.getJsonObject("seenAll").getInteger("count")).isEqualTo(2);
        assertThat(seen.getJsonObject("markedAll").getBoolean("success")).isTrue();
        assertThat(seen.getJsonArray("unreadAfterAll")).isEmpty();
        assertThat(seen.getJsonArray("listAfterDelete")).hasSize(2);
        assertThat(seen.getJsonObject("scheduled").getString("scheduledId")).isNotEmpty();
        assertThat(seen.getJsonObject("scheduledByCreate").fieldNames())
                .isEqualTo(seen.getJsonObject("scheduled").fieldNames());
        assertThat(seen.getJsonObject("scheduledWithHandover").getString("scheduledId"))
                .isNotEmpty();
        assertFailure(seen.getJsonObject("badHandover"), "BAD_REQUEST", 400);
        assertFailure(seen.getJsonObject("withoutTime"), "BAD_REQUEST", 400);
        assertThat(seen.getJsonObject("withoutTime").getString("message")).contains("deliverAt");
        assertThat(seen.getJsonObject("preferences").getInteger("version")).isZero();
        assertThat(seen.getJsonObject("preferencesSet").getInteger("version")).isEqualTo(1);
        assertThat(seen.getJsonObject("preferencesSet")
                        .getJsonArray("types")
                        .getJsonObject(0)
                        .getString("type"))
                .isEqualTo("news.*");
        assertFailure(seen.getJsonObject("preferencesStale"), "CONFLICT", 409);
        assertFailure(seen.getJsonObject("badInput"), "BAD_REQUEST", 400);
        assertFailure(seen.getJsonObject("noSuchProcedure"), "NOT_FOUND", 404);
        assertFailure(seen.getJsonObject("notThere"), "NOT_FOUND", 404);
        assertFailure(seen.getJsonObject("anonymous"), "UNAUTHORIZED", 401);
        assertThat(seen.getJsonArray("mixedBatch").getJsonArray(0)).isEmpty();
        assertFailure(seen.getJsonArray("mixedBatch").getJsonObject(1), "BAD_REQUEST", 400);
    }

    @Test
    void everyLinkAndOptionOfApplicationsWorks() throws Exception {
        // Given
        install();
        Login ada = credentials.login(Credentials.newOrganization(), "ada");

        // When
        Command client = Command.run(WORK, PATIENCE, "node", "client.mjs", url.toString(), ada.cookie());

        // Then
        assertThat(client.succeeded()).as(client.errors()).isTrue();
        JsonObject seen = new JsonObject(client.output());
        assertThat(titles(seen.getJsonArray("streamed"))).containsExactly("a", "b", "c");
        assertThat(seen.getJsonArray("streamedMixed").getJsonArray(0)).hasSize(1);
        assertFailure(seen.getJsonArray("streamedMixed").getJsonObject(1), "BAD_REQUEST", 400);
        assertFailure(seen.getJsonObject("streamedAnonymous"), "UNAUTHORIZED", 401);
        assertThat(seen.getJsonObject("wrappedCreated").getString("title")).isEqualTo("wrapped");
        assertThat(seen.getJsonObject("wrappedExpiring").getString("expiresAt")).startsWith("2099-01-01T00:00:00");
        // The calls of a batch run side by side, so that any of them may be stored first.
        assertThat(titles(seen.getJsonArray("wrappedUnread")))
                .startsWith("wrapped", "wrapped")
                .containsExactlyInAnyOrder("wrapped", "wrapped", "c", "b", "a");
        assertFailure(seen.getJsonObject("wrappedFailure"), "BAD_REQUEST", 400);
        assertThat(seen.getJsonObject("wrappedSingle").getBoolean("success")).isTrue();
        assertThat(titles(seen.getJsonArray("wrappedStreamed").getJsonArray(0))).containsExactly("wrapped");
        assertThat(seen.getJsonArray("pages").encode()).isEqualTo("[[8,7,6,5],[4,3,2]]");
        assertThat(seen.getJsonArray("posted")).hasSize(1);
        assertThat(seen.getInteger("manyMarked")).isEqualTo(60);
        assertThat(seen.getJsonObject("tooMany").getString("message")).contains("maxItems: 50");
        assertThat(seen.getJsonArray("splitRequests").encode()).isEqualTo("[\"application\",\"carillon\"]");
        assertFailure(seen.getJsonArray("split").getJsonObject(1), "NOT_FOUND", 404);
        assertThat(seen.getJsonArray("subscribed").getJsonObject(0).getString("type"))
                .isEqualTo("connected");
        assertThat(seen.getJsonArray("subscribed").getJsonObject(1).getString("title"))
                .isEqualTo("wanted");
    }

    private static List<String> titles(JsonArray notifications) {
        return notifications.stream()
                .map(notification -> ((JsonObject) notification).getString("title"))
                .toList();
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
