package dev.carillon.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Poller;
import dev.carillon.testkit.Poller.Answer;
import dev.carillon.testkit.ProtocolDocument;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class PollTest {

    private static final int LONG = 16_000;

    @Inject
    Credentials credentials;

    @Inject
    MeterRegistry meters;

    @Inject
    Streams streams;

    @TestHTTPResource
    URL pod;

    private final String organization = Credentials.newOrganization();
    private Credentials.Session session;
    private ApiClient ada;
    private Poller poller;

    @BeforeEach
    void signIn() {
        session = credentials.session("ada", organization);
        ada = session.client();
        poller = poller(session);
    }

    @Test
    void aPollWithoutACursorAnswersAtOnceWithTheHead() {
        // Given
        long last = ada.created("before", "");

        // When
        Answer answer = poller.poll("?wait=60");

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.cursor()).endsWith("-" + last);
        assertThat(answer.messages()).isEmpty();
        assertThat(answer.json().getBoolean("resumed")).isFalse();
        assertThat(answer.json().getString("caller")).isEqualTo(organization + "/ada");
        assertThat(answer.json().getString("clientId")).startsWith("ada-");
    }

    @Test
    void notificationsAfterTheCursorAreAnsweredAtOnce() {
        // Given
        String cursor = head();
        ada.created("a", "");
        ada.created("b", "");

        // When
        Answer answer = poller.poll("?wait=60&after=" + cursor);

        // Then
        assertThat(answer.titles()).containsExactly("a", "b");
        assertThat(answer.json().getBoolean("resumed")).isTrue();
        assertThat(answer.messages().get(1).getString("cursor")).isEqualTo(answer.cursor());
        assertThat(poller.poll("?wait=0&after=" + answer.cursor()).messages()).isEmpty();
    }

    @Test
    void aWaitingPollIsAnsweredWhenThereIsSomething() {
        // Given
        CompletableFuture<Answer> waiting = waiting("");

        // When
        ada.created("now", "");
        Answer answer = waiting.orTimeout(20, TimeUnit.SECONDS).join();

        // Then
        assertThat(answer.titles()).containsExactly("now");
        assertThat(poller.poll("?wait=0&after=" + answer.cursor()).messages()).isEmpty();
    }

    @Test
    void anEmptyAnswerHasTheMovedCursor() {
        // Given
        CompletableFuture<Answer> waiting = waiting("&wait=3");
        long last = credentials.user("bob", organization).created("of another user", "");

        // When
        Answer answer = waiting.join();

        // Then
        assertThat(answer.messages()).isEmpty();
        assertThat(answer.cursor()).endsWith("-" + last);
    }

    @Test
    void onlyTheTypesThatWereAskedForAreAnswered() {
        // Given
        String cursor = head();
        ada.create(Map.of("type", "a.one", "title", "one")).statusCode(201);
        ada.create(Map.of("type", "b", "title", "two")).statusCode(201);

        // When
        Answer answer = poller.poll("?types=a.*&after=" + cursor);

        // Then
        assertThat(answer.titles()).containsExactly("one");
        assertThat(poller.poll("?wait=0&types=a.*&after=" + answer.cursor()).messages())
                .isEmpty();
    }

    @Test
    void anAnswerIsBoundedAndTheNextOneHasTheRest() {
        // Given
        String cursor = head();
        long[] created = LongStream.range(0, 30)
                .map(i -> ada.created(Map.of("message", "x".repeat(LONG))))
                .toArray();

        // When
        List<Long> ids = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        while (ids.size() < created.length) {
            Answer answer = poller.poll("?wait=0&after=" + cursor);
            assertThat(answer.messages()).isNotEmpty();
            cursor = answer.cursor();
            sizes.add(answer.body().length());
            ids.addAll(answer.ids());
        }

        // Then
        assertThat(ids).containsExactly(LongStream.of(created).boxed().toArray(Long[]::new));
        assertThat(sizes).hasSizeGreaterThan(5).allMatch(size -> size < 65_536 + 2 * LONG);
    }

    @Test
    void theInboxChangesForAWaitingPoll() {
        // Given
        long id = ada.created("a", "");
        CompletableFuture<Answer> waiting = waiting("");

        // When
        ada.patch(id, "{\"isRead\":true}").statusCode(200);

        // Then
        Answer answer = waiting.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(answer.types()).containsExactly("inbox");
        assertThat(answer.cursor()).endsWith("-" + id);
    }

    @Test
    void aSnapshotIsAnsweredAtOnce() {
        // Given
        ada.created("a", "");
        ada.created("b", "");

        // When
        Answer first = poller.poll("?snapshot=1&wait=60");
        Answer later = poller.poll("?snapshot=1&wait=60&after=" + first.cursor());

        // Then
        assertThat(first.types()).containsExactly("snapshot");
        assertThat(first.messages().get(0).getLong("unread")).isEqualTo(2);
        assertThat(first.cursor()).endsWith("-2");
        assertThat(later.types()).containsExactly("snapshot");
    }

    @Test
    void aClientGoesOnWhereItHasAcknowledged() {
        // Given
        Answer first = poller.poll("");
        String clientId = first.json().getString("clientId");
        ada.created("a", "");
        Answer second = poller.poll("?after=" + first.cursor() + "&clientId=" + clientId);
        ada.post("/ack", "{\"clientId\":\"" + clientId + "\",\"id\":\"" + second.cursor() + "\"}")
                .statusCode(204);
        ada.created("b", "");

        // When
        Answer reloaded = poller.poll("?clientId=" + clientId);

        // Then
        assertThat(reloaded.titles()).containsExactly("b");
        assertThat(reloaded.json().getString("clientId")).isEqualTo(clientId);
    }

    @Test
    void aCursorOfNoHistoryIsReset() {
        // Given
        ada.created("a", "");

        // When
        Answer forked = poller.poll("?wait=60&after=0000beef-1");
        Answer malformed = poller.poll("?wait=60&after=nonsense");

        // Then
        assertThat(forked.types()).containsExactly("reset");
        assertThat(malformed.types()).containsExactly("reset");
        assertThat(malformed.messages().get(0).getString("reason")).isEqualTo("malformed");
        assertThat(malformed.cursor()).endsWith("-1");
    }

    @Test
    void parametersOutOfRangeAreRejected() {
        // Given
        List<String> wrong = List.of(
                "?wait=61", "?wait=-1", "?wait=soon", "?clientId=%20", "?snapshot=0", "?types=%20", "?wait=1&wait=2");

        // When
        List<Integer> statuses =
                wrong.stream().map(query -> poller.poll(query).status()).toList();

        // Then
        assertThat(statuses).allMatch(status -> status == 400);
    }

    @Test
    void pollsCountAsStreamsOfTheirUser() {
        // Given
        String cursor = head();
        List<CompletableFuture<Answer>> polls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            polls.add(waitingAt(cursor, i + 1));
        }

        // When
        CompletableFuture<Answer> ninth = poller.start("?wait=60&after=" + cursor);
        Answer oldest = polls.get(0).orTimeout(20, TimeUnit.SECONDS).join();

        // Then
        assertThat(oldest.types()).containsExactly("reconnect");
        assertThat(oldest.messages().get(0).getString("reason")).isEqualTo("too_many_streams");
        assertThat(oldest.json().getLong("retryInMs")).isPositive();
        assertThat(ninth).isNotDone();
        ada.created("free", "");
        polls.forEach(CompletableFuture::join);
    }

    @Test
    void theEndOfASessionEndsItsPoll() {
        // Given
        CompletableFuture<Answer> waiting = waiting("");

        // When
        credentials.admin(organization).disconnect("ada").statusCode(204);

        // Then
        Answer answer = waiting.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(answer.types()).containsExactly("session-expired");
    }

    @Test
    void linesEndWithTheCursor() {
        // Given
        String cursor = head();
        ada.created("a", "");

        // When
        String body = poller.send("/api/notifications/poll?after=" + cursor, "application/x-ndjson")
                .join()
                .body();

        // Then
        List<JsonObject> lines = body.lines().map(JsonObject::new).toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).getString("type")).isEqualTo("notification");
        assertThat(lines.get(1).getString("type")).isEqualTo("position");
        assertThat(lines.get(1).getString("cursor")).isEqualTo(lines.get(0).getString("cursor"));
        assertThat(body).endsWith("}\n");
    }

    @Test
    void answersHaveTheirDocumentedFields() {
        // Given
        Set<String> documented = new TreeSet<>(ProtocolDocument.read().fields("PollPage"));

        // When
        Set<String> sent = new TreeSet<>(poller.poll("").json().fieldNames());
        sent.add("retryInMs");

        // Then
        assertThat(sent).isEqualTo(documented);
    }

    @Test
    void waitingPollsAskTheDatabaseNothing() {
        // Given
        String cursor = head();

        // When
        double before = replaysFromTheDatabase();
        for (int i = 0; i < 5; i++) {
            assertThat(poller.poll("?wait=1&after=" + cursor).cursor()).isEqualTo(cursor);
        }

        // Then
        assertThat(replaysFromTheDatabase()).isEqualTo(before);
        await().until(() -> streams.openClients().isEmpty());
    }

    /** Loads of pages, heads and cursors: all that a client can make a pod ask about the log. */
    private double replaysFromTheDatabase() {
        return Stream.of("carillon.cursors.proved", "carillon.log.page.loads", "carillon.log.user.page.loads")
                .mapToDouble(name -> meters.get(name).counter().count())
                .sum();
    }

    private String head() {
        return poller.poll("").cursor();
    }

    private CompletableFuture<Answer> waiting(String more) {
        String wait = more.contains("wait=") ? "" : "&wait=60";
        CompletableFuture<Answer> waiting = poller.start("?after=" + head() + wait + more);
        await().until(() -> streams.openClients().size() == 1);
        return waiting;
    }

    private CompletableFuture<Answer> waitingAt(String cursor, int open) {
        CompletableFuture<Answer> waiting = poller.start("?wait=60&after=" + cursor);
        await().until(() -> streams.openClients().size() == open);
        return waiting;
    }

    private Poller poller(Credentials.Session of) {
        return new Poller(URI.create("http://" + pod.getHost() + ":" + pod.getPort()), of.cookie());
    }
}
