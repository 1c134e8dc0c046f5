package dev.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.ClusterScenario;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.Pod;
import dev.carillon.push.FakePushService;
import dev.carillon.testkit.Audience;
import dev.carillon.testkit.BrowserPage;
import dev.carillon.testkit.CreateOutcome;
import dev.carillon.testkit.HistoryEvent;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.Receiver;
import dev.carillon.testkit.Sql;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Faults of those that send for all: the pod that relays, or one that sends webhooks, hands over or pushes, is killed. */
@ExtendWith(WithCluster.class)
@Timeout(240)
class RelayFaultsIT {

    private static final String PUBLISH = "select carillon.publish(?, 'test', 'A title', ?, audience => 'organization',"
            + " deliver_at => clock_timestamp() + ?::interval)";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final BreakableCluster cluster;

    RelayFaultsIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void everyCommittedOneIsShownOnceOnAllPodsThoughThePodThatRelaysIsKilled() throws SQLException {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "relay-killed").open();
                Connection shop = DriverManager.getConnection(cluster.recordUrl())) {
            // Given
            shop.setAutoCommit(false);
            publish(scenario, shop, 0, 100);
            await().atMost(PATIENCE).until(() -> scenario.pages().get(0).count("notification") >= 50);
            Pod relaying = relaying();

            // When
            publish(scenario, shop, 100, 110);
            relaying.kill();
            publish(scenario, shop, 110, 300);

            // Then
            assertThat(settle(scenario)).isEqualTo(240);
            scenario.judge();
        }
    }

    /** Each fifth transaction is rolled back, and its notification must never be shown. */
    private static void publish(ClusterScenario scenario, Connection shop, int from, int to) throws SQLException {
        for (int i = from; i < to; i++) {
            String marker = "m-" + scenario.organization() + "-" + i;
            scenario.history().attempted(marker, scenario.organization(), Audience.everybody());
            publish(shop, scenario.organization(), marker, null);
            if (i % 5 == 4) {
                shop.rollback();
                scenario.history().answered(marker, new CreateOutcome.Rejected(0));
            } else {
                shop.commit();
            }
            // A pace, so that the relay has several sweeps to do.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    private static void publish(Connection shop, String organization, String marker, String later) throws SQLException {
        try (PreparedStatement statement = shop.prepareStatement(PUBLISH)) {
            statement.setString(1, organization);
            statement.setString(2, marker);
            statement.setString(3, later);
            statement.execute();
        }
    }

    private Pod relaying() {
        await().atMost(PATIENCE)
                .until(() -> cluster.pods().stream()
                        .anyMatch(pod -> PodMetrics.of(pod).get("carillon_outbox_leader") == 1));
        return cluster.pods().stream()
                .filter(pod -> PodMetrics.of(pod).get("carillon_outbox_leader") == 1)
                .findFirst()
                .orElseThrow();
    }

    /** Waits until nothing is waiting, and notes what the log has. */
    private int settle(ClusterScenario scenario) {
        Sql record = Sql.at(cluster.recordUrl());
        await().atMost(PATIENCE)
                .until(() ->
                        record.number("select (select count(*) from outbox) + (select count(*) from scheduled)") == 0);
        List<String> stored = record.list(
                "select id || ' ' || message from notification where organization_id = ? order by id",
                scenario.organization());
        stored.forEach(row -> scenario.history()
                .answered(
                        row.substring(row.indexOf(' ') + 1),
                        new CreateOutcome.Acknowledged(Long.parseLong(row.substring(0, row.indexOf(' '))))));
        return stored.size();
    }

    @Test
    void scheduledOneIsShownOnAllPodsAtItsTimeAndNotBeforeThoughThePodThatRelaysIsKilled() throws SQLException {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "relay-killed-before-due").open();
                Connection shop = DriverManager.getConnection(cluster.recordUrl())) {
            // Given
            Login login = scenario.login("u1");
            long begun = scenario.history().now();
            String inSql = "m-" + scenario.organization() + "-sql";
            scenario.history().attempted(inSql, scenario.organization(), Audience.everybody());
            publish(shop, scenario.organization(), inSql, "8 seconds");
            String overHttp = "m-" + scenario.organization() + "-http";
            scenario.history().attempted(overHttp, scenario.organization(), Audience.everybody());
            schedule(login, overHttp);
            String canceled = "m-" + scenario.organization() + "-canceled";
            scenario.history().attempted(canceled, scenario.organization(), Audience.everybody());
            String id = schedule(login, canceled);

            // When
            relaying().kill();
            Pod other = cluster.pods().stream().filter(Pod::isAlive).findFirst().orElseThrow();
            assertThat(Api.delete(other, login, "/api/scheduled/" + id).statusCode())
                    .isEqualTo(204);
            scenario.history().answered(canceled, new CreateOutcome.Rejected(204));

            // Then
            assertThat(settle(scenario)).isEqualTo(2);
            scenario.judge();
            assertThat(scenario.history().events().stream()
                            .filter(event -> event instanceof HistoryEvent.Shown)
                            .map(HistoryEvent::at))
                    .hasSize(2
                            * (int) scenario.pages().stream()
                                    .map(BrowserPage::login)
                                    .filter(page -> page.organization().equals(scenario.organization()))
                                    .count())
                    .allMatch(at -> at - begun >= Duration.ofSeconds(8).toNanos());
        }
    }

    /** A killed pod repeats no more than it had in flight, one event of each user, with the same id. */
    @Test
    void everyWebhookArrivesInOrderForEachUserThoughAPodThatSendsIsKilled() {
        try (Receiver receiver = new Receiver()) {
            // Given
            String organization = "hooks-killed-" + UUID.randomUUID();
            Login admin = new Login(
                    organization,
                    "1",
                    cluster.sessions()
                            .create("1", organization, List.of("admin"))
                            .cookieHeader());
            HttpResponse<String> endpoint = Api.post(
                    cluster.pod(1),
                    admin,
                    "/api/webhooks",
                    "{\"url\":\"" + receiver.url() + "\",\"events\":[\"notification.created\"]}");
            assertThat(endpoint.statusCode()).as(endpoint.body()).isEqualTo(201);
            receiver.answer(request -> {
                // So that there is always something in flight.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                return 204;
            });
            Map<String, List<String>> sent = new TreeMap<>();

            // When
            for (int i = 0; i < 300; i++) {
                String user = "u" + i % 7;
                Api.created(cluster.pod(1), admin, Api.forUser(user, "m" + i));
                sent.computeIfAbsent(user, u -> new ArrayList<>()).add("m" + i);
                if (i == 150) {
                    await().atMost(PATIENCE).until(() -> receiver.received().size() > 50);
                    cluster.pod(2).kill();
                }
            }

            // Then
            Map<String, List<String>> shown = new TreeMap<>();
            Set<String> ids = new HashSet<>();
            await().atMost(PATIENCE)
                    .until(() -> receiver.received().stream()
                                    .map(Receiver.Received::id)
                                    .distinct()
                                    .count()
                            == 300);
            for (Receiver.Received one : receiver.received()) {
                if (ids.add(one.id())) {
                    shown.computeIfAbsent(one.data().getString("userId"), u -> new ArrayList<>())
                            .add(one.data().getJsonObject("notification").getString("message"));
                }
            }
            assertThat(shown).isEqualTo(sent);
            assertThat(receiver.received().size() - 300).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void handOverMissesNothingAndSendsNothingThatWasSeenThoughPodsThatSendAreKilled() {
        // Given
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("seed=" + seed);
        try (HandoverRun run = new HandoverRun(cluster, new Random(seed), Duration.ofSeconds(12))) {
            run.endpoint(() -> {
                // So that there is always something in flight.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                return 204;
            });

            // When
            run.create(200);
            run.look();
            await().atMost(PATIENCE).until(() -> run.acceptedInAll() > 5);
            cluster.pod(2).kill();
            run.create(100);
            run.look();

            // Then
            HandoverRun.Verdict verdict = run.verdict(PATIENCE);
            assertThat(verdict.missed()).as(verdict.toString()).isZero();
            assertThat(verdict.althoughSeen()).as(verdict.toString()).isZero();
            assertThat(verdict.unrecognisable()).as(verdict.toString()).isZero();
            // As many as the killed pod may have had in flight.
            assertThat(verdict.doubled()).as(verdict.toString()).isLessThanOrEqualTo(4);
        }
    }

    /** A killed pod may repeat the one message of each browser that it had in flight, with the same tag and topic. */
    @Test
    void pushMissesNothingAndShowsNothingThatWasSeenThoughPodsThatPushAreKilled() {
        // Given a push service that fails one request in five
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("seed=" + seed);
        AtomicInteger asked = new AtomicInteger();
        try (FakePushService service = new FakePushService();
                HandoverRun run = new HandoverRun(cluster, new Random(seed), Duration.ofSeconds(8))) {
            run.browsers(service, () -> {
                // So that there is always something in flight.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                return asked.incrementAndGet() % 5 == 0 ? 503 : 201;
            });

            // When
            run.create(200);
            run.look();
            await().atMost(PATIENCE).until(() -> run.acceptedInAll() > 5);
            cluster.pod(2).kill();
            run.create(100);
            run.look();
            int before = run.acceptedInAll();
            await().atMost(PATIENCE).until(() -> run.acceptedInAll() > before + 5);
            cluster.pod(3).kill();

            // Then
            HandoverRun.Verdict verdict = run.verdict(PATIENCE);
            System.out.println(verdict);
            assertThat(verdict.missed()).as(verdict.toString()).isZero();
            assertThat(verdict.althoughSeen()).as(verdict.toString()).isZero();
            assertThat(verdict.unrecognisable()).as(verdict.toString()).isZero();
            // Once more for each of the two pods at most.
            assertThat(verdict.mostTimes()).as(verdict.toString()).isLessThanOrEqualTo(3);
        }
    }

    private String schedule(Login login, String marker) {
        String at = Instant.now().plusSeconds(9).toString();
        JsonNode everybody = Api.json(Api.forEverybody(marker));
        ((ObjectNode) everybody).put("deliverAt", at);
        HttpResponse<String> answer = Api.create(cluster.pod(1), login, everybody.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return Api.json(answer).path("scheduledId").asText();
    }
}
