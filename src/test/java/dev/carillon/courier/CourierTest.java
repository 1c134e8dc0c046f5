package dev.carillon.courier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.handover.DefaultRules;
import dev.carillon.handover.HandoverConfig;
import dev.carillon.notification.Draft;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.PostgresLogs;
import dev.carillon.notification.Recipient;
import dev.carillon.notification.Submission;
import dev.carillon.outgoing.Answer;
import dev.carillon.outgoing.Outgoing;
import dev.carillon.outgoing.Settled;
import dev.carillon.outgoing.Verdict;
import dev.carillon.preference.StoredPreferences;
import dev.carillon.tenancy.Database;
import dev.carillon.testkit.OwnDatabase;
import dev.carillon.testkit.Receiver;
import dev.carillon.testkit.Receiver.Received;
import dev.carillon.testkit.SharedServices;
import dev.carillon.webhook.Endpoints;
import dev.carillon.webhook.SecretSeal;
import dev.carillon.webhook.WebhookConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several pods' couriers on one database, with real receivers. */
class CourierTest {

    private static final String CREATED = "notification.created";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] SECRET = "a secret of tests that has 32 bytes".getBytes(StandardCharsets.UTF_8);
    private static final Map<String, String> QUICK = Map.of(
            "carillon.webhooks.poll", "10ms",
            "carillon.webhooks.poll-idle", "50ms",
            "carillon.webhooks.lease", "8s",
            "carillon.webhooks.first-retry", "50ms",
            "carillon.webhooks.max-retry", "200ms",
            "carillon.webhooks.max-hold", "200ms",
            "carillon.webhooks.failing-after", "1000",
            "carillon.webhooks.max-attempts", "100");

    private final List<Courier> started = new ArrayList<>();
    private final SecretSeal seal = new SecretSeal(List.of(SECRET));
    private final Outgoing outgoing = new Outgoing();
    private final Receiver receiver = new Receiver();
    private OwnDatabase database;
    private NotificationLog log;
    private WebhookConfig config;
    private Endpoints endpoints;

    @BeforeEach
    void migrate() {
        database = OwnDatabase.migratedTo("latest");
        log = PostgresLogs.at(database.application());
        use(Map.of());
    }

    private void use(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(QUICK);
        settings.putAll(more);
        config = SharedServices.config(WebhookConfig.class, settings);
        endpoints = new Endpoints(database.application(), config, seal);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Courier courier : started) {
            courier.onStop(null);
        }
        receiver.close();
        outgoing.close();
    }

    private WebhookQueue queue() {
        HandoverConfig handover = SharedServices.config(HandoverConfig.class, Map.of());
        return new WebhookQueue(new Database(database.application()), config, handover, new DefaultRules(handover));
    }

    private SimpleMeterRegistry pod() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Courier courier = new Courier(
                queue(),
                new WebhookSender(outgoing.calls(), seal, Clock.systemUTC(), config),
                new Wishes(new StoredPreferences(database.application()).store(), Clock.systemUTC()),
                config,
                new WebhookMetrics(registry));
        started.add(courier);
        courier.onStart(null);
        return registry;
    }

    private void append(String organization, String user, String title) {
        Draft draft = new Draft(Recipient.ofNullableUser(user), "test", title, "m", null);
        log.append(organization, List.of(new Submission(List.of(draft), null)));
    }

    /** The verdict: nothing missed, nothing out of order, nothing twice that was accepted, never two of one user at once. */
    @Test
    void everyEventArrivesOnceAndInOrderFromThreePodsThroughAReceiverThatFails() {
        // Given
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        endpoints.create("shop", receiver.url(), CREATED);
        Map<String, AtomicInteger> atOnce = new ConcurrentHashMap<>();
        Set<String> overlapping = ConcurrentHashMap.newKeySet();
        Map<String, List<String>> accepted = new ConcurrentHashMap<>();
        Set<String> ids = ConcurrentHashMap.newKeySet();
        receiver.answer(request -> {
            String user = request.data().getString("userId");
            AtomicInteger running = atOnce.computeIfAbsent(user, u -> new AtomicInteger());
            if (running.incrementAndGet() > 1) {
                overlapping.add(user);
            }
            try {
                synchronized (random) {
                    if (random.nextInt(10) == 0) {
                        return 500;
                    }
                }
                // A pod that was stopped for long enough may send again: the id says so.
                if (!ids.add(request.id())) {
                    return 204;
                }
                accepted.computeIfAbsent(user, u -> new ArrayList<>()).add(request.title());
                return 204;
            } finally {
                running.decrementAndGet();
            }
        });
        for (int i = 0; i < 3; i++) {
            pod();
        }

        // When
        Map<String, List<String>> sent = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            String user = "u" + random.nextInt(10);
            append("shop", user, "n" + i);
            sent.computeIfAbsent(user, u -> new ArrayList<>()).add("n" + i);
        }

        // Then
        await().atMost(PATIENCE)
                .until(() -> accepted.values().stream().mapToInt(List::size).sum() >= 300);
        assertThat(accepted).isEqualTo(sent);
        assertThat(overlapping).isEmpty();
        await().untilAsserted(() -> {
            assertThat(number("select count(*) from webhook_delivery where state <> 'delivered'"))
                    .isZero();
            assertThat(number("select count(*) from webhook_lane")).isZero();
        });
    }

    /** As if the pod that claimed it had been killed: its claim ends, and another sends the same again. */
    @Test
    void claimOfAKilledPodEndsAndTheEventIsSentWithTheSameId() {
        // Given
        endpoints.create("shop", receiver.url(), CREATED);
        append("shop", "ada", "first");
        append("shop", "ada", "second");
        WebhookQueue killed = queue();
        killed.feed(WebhookQueue.Place.START);
        List<Claim> claims = killed.claim(Map.of(), 10).claims();
        assertThat(claims).extracting(Claim::seq).hasSize(1);

        // When
        pod();

        // Then
        await().atMost(PATIENCE).until(() -> receiver.received().size() == 2);
        assertThat(receiver.received()).extracting(Received::title).containsExactly("first", "second");
        assertThat(receiver.received().get(0).id()).isEqualTo(claims.get(0).messageId());
    }

    @Test
    void outcomeOfAClaimThatHasEndedDoesNotCount() {
        // Given
        use(Map.of("carillon.webhooks.lease", "0s"));
        endpoints.create("shop", receiver.url(), CREATED);
        append("shop", "ada", "first");
        WebhookQueue slow = queue();
        slow.feed(WebhookQueue.Place.START);
        Claim first = slow.claim(Map.of(), 10).claims().get(0);
        Claim second = slow.claim(Map.of(), 10).claims().get(0);

        // When
        slow.settle(List.of(settled(first)));
        long afterFirst = number("select count(*) from webhook_delivery where state = 'delivered'");
        slow.settle(List.of(settled(second)));

        // Then
        assertThat(second.seq()).isEqualTo(first.seq());
        assertThat(afterFirst).isZero();
        assertThat(number("select count(*) from webhook_delivery where state = 'delivered'"))
                .isEqualTo(1);
    }

    private static Settled<Claim> settled(Claim claim) {
        return new Settled<>(claim, new Answer(204, null, null, Duration.ZERO), new Verdict.Delivered());
    }

    @Test
    void endpointWithTooManyWaitingLeavesTheRestInTheLog() {
        // Given
        use(Map.of("carillon.webhooks.max-waiting", "50"));
        CountDownLatch blocked = new CountDownLatch(1);
        receiver.answer(request -> {
            try {
                return blocked.await(30, TimeUnit.SECONDS) ? 204 : 500;
            } catch (InterruptedException e) {
                return 500;
            }
        });
        endpoints.create("shop", receiver.url(), CREATED);
        // More than a page of the log.
        List<Draft> drafts = IntStream.range(0, 240)
                .mapToObj(i -> new Draft(new Recipient.OneUser("u" + i % 7), "test", "n" + i, "m", null))
                .toList();
        log.append("shop", List.of(new Submission(drafts, null)));
        SimpleMeterRegistry metrics = pod();
        await().atMost(PATIENCE)
                .until(() -> metrics.get("carillon.webhooks.full").counter().count() > 0);
        long waiting = number("select count(*) from webhook_delivery where state = 'waiting'");

        // When
        blocked.countDown();

        // Then
        assertThat(waiting).isBetween(50L, 200L);
        await().atMost(PATIENCE)
                .until(() -> receiver.received().stream()
                                .map(Received::title)
                                .distinct()
                                .count()
                        == drafts.size());
    }

    /** Of ten endpoints that are never heard of again, the eleventh feels nothing. */
    @Test
    void failingEndpointIsTriedWithOneEventAtATime() {
        // Given
        use(Map.of("carillon.webhooks.failing-after", "5", "carillon.webhooks.max-hold", "5m"));
        receiver.answer(request -> 500);
        String failing = endpoints.create("shop", receiver.url(), CREATED);
        for (int i = 0; i < 50; i++) {
            append("shop", "u" + i, "n" + i);
        }
        SimpleMeterRegistry metrics = pod();
        await().atMost(PATIENCE)
                .until(() -> number("select count(*) from webhook_endpoint where hold_until is not null") == 1);

        // When
        List<Received> before = receiver.received();
        try (Receiver well = new Receiver()) {
            endpoints.create("shop", well.url(), CREATED);
            IntStream.range(0, 20).forEach(i -> append("shop", "v" + i, "w" + i));

            // Then
            await().atMost(PATIENCE).until(() -> well.received().size() == 20);
        }
        // Its holds are longer than this took, so it got hardly any more.
        assertThat(receiver.received().size() - before.size()).isLessThan(10);
        assertThat(endpoints.reasons("shop", failing, "delivered")).isEmpty();
        assertThat(metrics.get("carillon.webhooks.attempts")
                        .tag("outcome", "rejected")
                        .counter()
                        .count())
                .isLessThan(50);
    }

    @Test
    void eventWithoutASecretThatOpensIsNotSentAndCounted() {
        // Given
        endpoints.create("shop", receiver.url(), CREATED);
        asOwner("update webhook_endpoint set secret = decode(repeat('00', 60), 'hex')");
        append("shop", "ada", "first");

        // When
        SimpleMeterRegistry metrics = pod();

        // Then
        await().atMost(PATIENCE)
                .until(() -> metrics.get("carillon.webhooks.unsealed").counter().count() > 0);
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void eventsThatHaveWaitedTooLongDieAndOldOnesAreForgotten() {
        // Given
        String endpoint = endpoints.create("shop", receiver.url(), CREATED);
        append("shop", "ada", "first");
        WebhookQueue queue = queue();
        queue.feed(WebhookQueue.Place.START);
        asOwner("update webhook_delivery set queued_at = clock_timestamp() - interval '3 days'");

        // When
        int dead = queue.sweep().dead();
        List<String> reasons = endpoints.reasons("shop", endpoint, "dead");
        asOwner("update webhook_delivery set settled_at = clock_timestamp() - interval '8 days'");
        queue.sweep();

        // Then
        assertThat(dead).isEqualTo(1);
        assertThat(reasons).containsExactly("waited too long");
        assertThat(endpoints.reasons("shop", endpoint, null)).isEmpty();
    }

    @Test
    void pageOfTheLogIsNoEventOfAnotherOrganization() {
        // Given
        Set<String> organizations = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            endpoints.create("o" + i, receiver.url(), CREATED);
            append("o" + i, "ada", "of o" + i);
        }

        // When
        pod();

        // Then
        await().atMost(PATIENCE).until(() -> receiver.received().size() == 3);
        receiver.received().forEach(one -> {
            organizations.add(one.json().getString("source"));
            assertThat("/organizations/" + one.title().substring(3))
                    .isEqualTo(one.json().getString("source"));
        });
        assertThat(organizations).hasSize(3);
    }

    @Test
    void leaseThatEndsBeforeARequestEndsTheStart() {
        // Given
        use(Map.of("carillon.webhooks.lease", "1s"));

        // Then
        assertThatThrownBy(this::pod).isInstanceOf(ConfigurationException.class).hasMessageContaining("lease");
    }

    private long number(String sql) {
        return database.superuser().number(sql);
    }

    private void asOwner(String sql) {
        database.superuser().run(sql);
    }
}
