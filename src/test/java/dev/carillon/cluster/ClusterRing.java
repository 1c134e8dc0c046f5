package dev.carillon.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.embedded.Pod;
import dev.carillon.testkit.Audience;
import dev.carillon.testkit.Creates;
import dev.carillon.testkit.Creates.Creation;
import dev.carillon.testkit.Creates.Pace;
import dev.carillon.testkit.History;
import dev.carillon.testkit.HistoryChecker;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.Sql;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Create on any pod, shown on every pod: the same tests over each kind of Redis. */
@Timeout(180)
abstract class ClusterRing {
    static final String STREAM = "/api/notifications/stream";

    private final Ring cluster;
    final SseClients clients = new SseClients();

    ClusterRing(Ring cluster) {
        this.cluster = cluster;
    }

    @AfterEach
    void closeClients() {
        clients.close();
    }

    @Test
    void createOnOnePodIsShownOnEveryPod() {
        // Given
        Login login = cluster.login("ring-every", "u1");
        List<SseStream> streams = onEveryPod(login);

        // When
        long id = Api.created(cluster.pod(1), login, Api.forEverybody("hello"));

        // Then
        streams.forEach(stream -> awaitIds(stream, id));
    }

    @Test
    void userIsShownOnAllTabsAndNobodyElse() {
        // Given
        Login ada = cluster.login("ring-user", "ada");
        Login bob = cluster.login("ring-user", "bob");
        List<SseStream> tabs = List.of(onPod(1, ada), onPod(1, ada), onPod(2, ada), onPod(3, ada));
        List<SseStream> others = onEveryPod(bob);

        // When
        long forAda = Api.created(cluster.pod(2), bob, Api.forUser("ada", "only for ada"));
        long forAll = Api.created(cluster.pod(3), bob, Api.forEverybody("for both"));

        // Then
        tabs.forEach(stream -> awaitIds(stream, forAda, forAll));
        others.forEach(stream -> awaitIds(stream, forAll));
    }

    @Test
    void organizationIsShownToEverybodyInItAndNobodyOfAnother() {
        // Given
        List<SseStream> inside = IntStream.rangeClosed(1, 3)
                .mapToObj(pod -> onPod(pod, cluster.login("ring-inside", "u" + pod)))
                .toList();
        Login outsider = cluster.login("ring-outside", "u1");
        List<SseStream> outside = onEveryPod(outsider);

        // When
        long id = Api.created(cluster.pod(1), cluster.login("ring-inside", "u1"), Api.forEverybody("inside"));
        long theirs = Api.created(cluster.pod(2), outsider, Api.forEverybody("outside"));

        // Then
        inside.forEach(stream -> awaitIds(stream, id));
        outside.forEach(stream -> awaitIds(stream, theirs));
        assertTrue(outside.stream().allMatch(s -> messages(s).stream().allMatch(m -> m.equals("outside"))));
    }

    @Test
    void twentyConcurrentCreatorsLeaveNoGap() {
        // Given
        int total = 300;
        Login login = cluster.login("ring-gap", "u1");
        List<SseStream> streams = onEveryPod(login);
        History history = new History("ring-gap");

        // When
        try (Creates creates = Creates.start(
                history,
                cluster::addresses,
                List.of(new Creation(login, Audience.everybody())),
                Pace.of(20, 1000, total))) {
            assertTrue(creates.awaitEnd(Duration.ofSeconds(60)));
        }

        // Then
        long[] all = LongStream.rangeClosed(1, total).toArray();
        streams.forEach(stream -> awaitIds(stream, all));
        assertEquals(
                LongStream.of(all).mapToObj(Long::toString).toList(),
                Sql.at(cluster.recordUrl())
                        .list("select id from notification where organization_id = 'ring-gap' order by id"));
    }

    /** Without retries, so that an answer other than 201 to a committed notification shows. */
    @Test
    void parallelCreatesOfOneOrganizationAreAllAcknowledged() {
        // Given
        int total = 2_000;
        Login login = cluster.login("ring-answers", "u1");
        History history = new History("ring-answers");
        List<Creation> forAll = List.of(new Creation(login, Audience.everybody()));

        // When
        try (Creates creates = Creates.start(history, cluster::addresses, forAll, Pace.of(40, 2_000, total), 12_000)) {
            assertTrue(creates.awaitEnd(Duration.ofSeconds(90)));
        }

        // Then
        assertEquals(
                total, new HistoryChecker().check(history).creations().acknowledged(), () -> "see " + history.write());
    }

    @Test
    void resumeOnAnotherPodContinuesExactlyByHeaderOrParameter() {
        // Given
        Login login = cluster.login("ring-resume", "u1");
        SseStream first = onPod(1, login);
        long seen = Api.created(cluster.pod(1), login, Api.forEverybody("seen"));
        awaitIds(first, seen);
        first.close();
        long missed = Api.created(cluster.pod(2), login, Api.forEverybody("missed"));

        // When
        SseStream byHeader = clients.open(request(2, login, "").after(first.lastEventId()));
        SseStream byParameter = clients.open(request(3, login, "?lastEventId=" + first.lastEventId()));

        // Then
        awaitIds(byHeader, missed);
        awaitIds(byParameter, missed);
        assertTrue(connected(byHeader).contains("\"resumed\":true"));
        assertTrue(connected(byParameter).contains("\"resumed\":true"));
    }

    @Test
    void resumeReachesBackIntoTheStoreBeyondTheRecentLog() {
        // Given: 600 of 4 kB are more than the recent log of any pod holds.
        int total = 600;
        Login login = cluster.login("ring-store", "u1");
        SseStream first = onPod(1, login);
        String position = first.lastEventId();
        History history = new History("ring-store");
        List<Creation> forAll = List.of(new Creation(login, Audience.everybody()));
        try (Creates creates = Creates.start(history, cluster::addresses, forAll, Pace.of(20, 1000, total), 4000)) {
            assertTrue(creates.awaitEnd(Duration.ofSeconds(60)));
        }

        // When
        SseStream onPodThatHasSeenThem = clients.open(request(1, login, "").after(position));
        SseStream onPodThatHasNot = clients.open(request(3, login, "").after(position));

        // Then
        long[] all = LongStream.rangeClosed(1, total).toArray();
        awaitIds(onPodThatHasSeenThem, all);
        awaitIds(onPodThatHasNot, all);
    }

    @Test
    void killedPodTakesNoOtherDown() {
        // Given
        Login login = cluster.login("ring-kill", "u1");
        List<SseStream> streams = onEveryPod(login);

        // When
        cluster.pod(3).kill();
        long id = Api.created(cluster.pod(1), login, Api.forEverybody("after the death"));

        // Then
        awaitIds(streams.get(0), id);
        awaitIds(streams.get(1), id);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> streams.get(2).ending().isPresent());
        assertTrue(cluster.pod(1).isReady() && cluster.pod(2).isReady());
    }

    @Test
    void logLinesOfTheSingleNodeSystemAppearVerbatim() {
        // Given
        Login login = cluster.login("21", "26");

        // When
        SseStream stream = onPod(1, login);
        Api.created(cluster.pod(1), login, Api.forUser("26", "for the log"));
        Api.created(cluster.pod(1), login, Api.forEverybody("for the log"));
        awaitIds(stream, 1, 2);
        stream.close();

        // Then
        awaitLogged(cluster.pod(1), "\\[SSE\\] Client connected: 26-21-\\d{13,} \\(total: \\d+\\)");
        awaitLogged(cluster.pod(1), "\\[SSE\\] Notification sent to 1 client\\(s\\) \\(userId=26, orgId=21\\)");
        awaitLogged(cluster.pod(1), "\\[SSE\\] Notification sent to 1 client\\(s\\) \\(orgId=21\\)");
        awaitLogged(cluster.pod(1), "\\[SSE\\] Client disconnected: 26-21-\\d{13,} \\(total: \\d+\\)");
    }

    @Test
    void clientWhoseSocketBreaksIsRemoved() {
        // Given
        Login login = cluster.login("ring-removed", "u1");
        await().atMost(Duration.ofSeconds(30)).until(() -> clientsOf(1) == 0);
        List<SseStream> streams =
                IntStream.range(0, 6).mapToObj(i -> onPod(1, login)).toList();
        assertEquals(6, clientsOf(1));

        // When
        streams.subList(0, 3).forEach(SseStream::reset);
        streams.subList(3, 6).forEach(SseStream::close);

        // Then
        await().atMost(Duration.ofSeconds(30)).until(() -> clientsOf(1) == 0);
    }

    private double clientsOf(int pod) {
        return PodMetrics.of(cluster.pod(pod)).get("carillon_clients");
    }

    private SseRequest request(int pod, Login login, String query) {
        return SseRequest.stream(BreakableCluster.address(cluster.pod(pod)), query)
                .as(login);
    }

    private SseStream onPod(int pod, Login login) {
        SseStream stream = clients.open(request(pod, login, ""));
        await().atMost(Duration.ofSeconds(30)).until(() -> !stream.events().isEmpty());
        return stream;
    }

    private List<SseStream> onEveryPod(Login login) {
        return List.of(onPod(1, login), onPod(2, login), onPod(3, login));
    }

    /** Exactly these, in this order. */
    private static void awaitIds(SseStream stream, long... ids) {
        List<Long> expected = LongStream.of(ids).boxed().toList();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertEquals(expected, stream.ids()));
    }

    static List<String> messages(SseStream stream) {
        return stream.events("notification").stream()
                .map(event -> event.json().at("/data/message").asText())
                .toList();
    }

    private static String connected(SseStream stream) {
        return stream.events().get(0).data();
    }

    private static void awaitLogged(Pod pod, String regex) {
        Pattern line = Pattern.compile(regex);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> line.matcher(log(pod)).find());
    }

    private static String log(Pod pod) throws IOException {
        return Files.readString(pod.logFile());
    }
}
