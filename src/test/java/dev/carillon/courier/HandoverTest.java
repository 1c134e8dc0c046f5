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
import dev.carillon.outgoing.Outgoing;
import dev.carillon.preference.QuietHours;
import dev.carillon.preference.StoredPreferences;
import dev.carillon.preference.TypePreference;
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
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Couriers of several pods on one database hand over what was not seen. */
class HandoverTest {

    private static final String DUE = "notification.due";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SEEN = """
            insert into inbox (organization_id, user_id, seen_through) values ('shop', ?, ?)
            on conflict (organization_id, user_id) do update set seen_through = excluded.seen_through
            """;

    private final List<Courier> started = new ArrayList<>();
    private final SecretSeal seal =
            new SecretSeal(List.of("a secret of tests that has 32 bytes".getBytes(StandardCharsets.UTF_8)));
    private final Outgoing outgoing = new Outgoing();
    private final Receiver receiver = new Receiver();
    private final WebhookConfig config = SharedServices.config(
            WebhookConfig.class,
            Map.of(
                    "carillon.webhooks.poll", "10ms",
                    "carillon.webhooks.poll-idle", "50ms",
                    "carillon.webhooks.lease", "8s",
                    "carillon.webhooks.first-retry", "50ms",
                    "carillon.webhooks.max-retry", "200ms",
                    "carillon.webhooks.failing-after", "1000",
                    "carillon.webhooks.max-attempts", "100"));
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-30T12:00:00Z"));
    private OwnDatabase database;
    private NotificationLog log;
    private StoredPreferences preferences;
    private String endpoint;

    @BeforeEach
    void migrate() {
        database = OwnDatabase.migratedTo("latest");
        log = PostgresLogs.at(database.application());
        preferences = new StoredPreferences(database.application());
        endpoint = endpoints().create("shop", receiver.url(), DUE);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Courier courier : started) {
            courier.onStop(null);
        }
        receiver.close();
        outgoing.close();
    }

    private Endpoints endpoints() {
        return new Endpoints(database.application(), config, seal);
    }

    private void pod(String rules) {
        HandoverConfig handover = SharedServices.config(HandoverConfig.class, Map.of("carillon.handover.rules", rules));
        Courier courier = new Courier(
                new WebhookQueue(new Database(database.application()), config, handover, new DefaultRules(handover)),
                new WebhookSender(outgoing.calls(), seal, Clock.systemUTC(), config),
                new Wishes(preferences.store(), new SettableClock(now)),
                config,
                new WebhookMetrics(new SimpleMeterRegistry()));
        started.add(courier);
        courier.onStart(null);
    }

    private long append(String user, String type, String title) {
        Draft draft = new Draft(Recipient.ofNullableUser(user), type, title, "m", null);
        return log.append("shop", List.of(new Submission(List.of(draft), null)))
                .committed()
                .notifications()
                .get(0)
                .id();
    }

    /** The verdict of ADR 42: nothing missed, nothing sent that was seen, and nothing neither or both. */
    @Test
    void eachNotificationIsEitherSeenOrHandedOver() {
        // Given three pods, a receiver that fails, and users that look before, around and after the time
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        Set<String> accepted = new HashSet<>();
        List<String> twice = new ArrayList<>();
        receiver.answer(request -> {
            synchronized (random) {
                if (random.nextInt(5) == 0) {
                    return 500;
                }
                if (!accepted.add(request.title())) {
                    twice.add(request.title());
                }
                return 204;
            }
        });
        for (int i = 0; i < 3; i++) {
            pod("*=2s");
        }
        Map<String, Long> ids = new HashMap<>();
        for (int i = 0; i < 90; i += 3) {
            // Has looked in time, however slow this machine is.
            see("u" + i, Map.of("u" + i, 1_000L));
        }
        for (int i = 0; i < 90; i++) {
            ids.put("u" + i, append("u" + i, "test", "u" + i));
        }

        // When another third looks at about the time
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_500));
        for (int i = 1; i < 90; i += 3) {
            see("u" + i, ids);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(60)));
        }

        // Then
        await().atMost(PATIENCE)
                .until(() ->
                        number("select count(*) from webhook_delivery where state in ('planned', 'waiting')") == 0);
        Set<String> dropped = new HashSet<>(database.superuser()
                .list("select lane from webhook_delivery where state = 'dropped' and reason = 'seen'"));
        assertThat(twice).isEmpty();
        for (int i = 0; i < 90; i++) {
            String user = "u" + i;
            assertThat(accepted.contains(user)).as(user).isNotEqualTo(dropped.contains(user));
            if (i % 3 != 1) {
                assertThat(accepted.contains(user)).as(user).isEqualTo(i % 3 == 2);
            }
        }
    }

    private void see(String user, Map<String, Long> ids) {
        database.superuser().run(SEEN, user, ids.get(user));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seen     | insert into inbox (organization_id, user_id, seen_through) values ('shop', 'ada', 1)",
                "read     | insert into inbox (organization_id, user_id, read_through) values ('shop', 'ada', 1)",
                "read     | insert into inbox_mark (organization_id, user_id, notification_id, segment, is_read)"
                        + " select 'shop', 'ada', 1, segment, true from notification where id = 1",
                "seen     | insert into inbox_mark (organization_id, user_id, notification_id, segment, is_read)"
                        + " select 'shop', 'ada', 1, segment, false from notification where id = 1",
                "archived | insert into inbox_mark (organization_id, user_id, notification_id, segment, archived)"
                        + " select 'shop', 'ada', 1, segment, true from notification where id = 1",
                "archived | insert into inbox_mark (organization_id, user_id, notification_id, segment, deleted)"
                        + " select 'shop', 'ada', 1, segment, true from notification where id = 1",
                "recalled | update notification set expires_at = 'epoch'",
                "expired  | update notification set expires_at = clock_timestamp()",
            })
    void notificationThatNeedNotBeHandedOverSaysWhy(String reason, String happening) {
        // Given
        append("ada", "test", "first");
        pod("*=500ms,other=1s");

        // When
        database.superuser().run(happening);
        append("eve", "test", "second");

        // Then
        await().atMost(PATIENCE).until(() -> receiver.received().size() == 1);
        assertThat(receiver.received()).extracting(Received::title).containsExactly("second");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(endpoints().reasons("shop", endpoint, "dropped"))
                        .containsExactly(reason));
    }

    /** Between two attempts, too. */
    @Test
    void notificationThatIsSeenWhileTheReceiverIsDownIsNotSentAnyMore() {
        // Given
        receiver.answer(request -> 500);
        pod("*=0s");
        long id = append("ada", "test", "first");
        await().atMost(PATIENCE).until(() -> !receiver.received().isEmpty());

        // When
        see("ada", Map.of("ada", id));

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(endpoints().reasons("shop", endpoint, "dropped"))
                        .containsExactly("seen"));
    }

    @Test
    void firstRuleThatMatchesDecides() {
        // Given the organization's own rules in place of those of the configuration
        rule(1, "news%", null, false);
        rule(2, "news.hot", 0, false);
        rule(3, "%", 0, true);
        pod("*=never");

        // When
        append("ada", "news.hot", "never");
        append(null, "sale", "to everybody");
        append("ada", "sale", "to ada");

        // Then
        await().atMost(PATIENCE).until(() -> receiver.received().size() == 2);
        assertThat(receiver.received()).extracting(Received::title).containsExactlyInAnyOrder("to everybody", "to ada");
        assertThat(number("select count(*) from webhook_delivery")).isEqualTo(2);
    }

    @Test
    void notificationToEverybodyIsHandedOverOnlyWhereARuleSaysSo() {
        // Given
        pod("*=0s");

        // When
        append(null, "sale", "to everybody");
        append("ada", "sale", "to ada");

        // Then
        await().atMost(PATIENCE).until(() -> receiver.received().size() == 1);
        assertThat(receiver.received().get(0).title()).isEqualTo("to ada");
        assertThat(receiver.received().get(0).event()).isEqualTo(DUE);
        assertThat(number("select count(*) from webhook_delivery")).isEqualTo(1);
    }

    @Test
    void typeThatItsUserHasMutedForWebhooksIsNotHandedOver() {
        // Given
        preferences.put("shop", "ada", List.of(new TypePreference("news*", true, true, false)), null);
        pod("*=0s");

        // When
        append("ada", "news.hot", "muted");
        append("ada", "payment", "wanted");

        // Then
        await().atMost(PATIENCE).until(() -> receiver.received().size() == 1);
        assertThat(receiver.received()).extracting(Received::title).containsExactly("wanted");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(endpoints().reasons("shop", endpoint, "dropped"))
                        .containsExactly("muted"));
        assertThat(number("select sum(attempts) from webhook_delivery where state = 'dropped'"))
                .isZero();
    }

    @Test
    void handOverWaitsForTheEndOfQuietHours() {
        // Given
        now.set(Instant.parse("2026-11-30T22:30:00Z"));
        preferences.put("shop", "ada", List.of(), new QuietHours("Europe/Berlin", "22:00", "07:00", List.of()));
        pod("*=0s");

        // When
        append("ada", "payment", "at night");
        append("eve", "payment", "to another user");

        // Then it is planned for seven in the morning, without an attempt
        await().atMost(PATIENCE).until(() -> receiver.received().size() == 1);
        String planned =
                "select count(*) from webhook_delivery where state = 'planned' and lane = 'ada' and attempts = 0"
                        + " and reason = 'quiet'"
                        + " and queued_at between clock_timestamp() + interval '7 hours' and clock_timestamp() + interval '8 hours'";
        await().atMost(PATIENCE).until(() -> number(planned) == 1);
        assertThat(receiver.received()).extracting(Received::title).containsExactly("to another user");

        // When
        now.set(Instant.parse("2026-12-01T06:00:01Z"));
        database.superuser().run("update webhook_delivery set queued_at = clock_timestamp() where state = 'planned'");

        // Then
        await().atMost(PATIENCE).until(() -> receiver.received().size() == 2);
        assertThat(receiver.received().get(1).title()).isEqualTo("at night");
    }

    /** An endpoint that is disabled for as long as an event may wait must not make it die of quiet hours. */
    @Test
    void reasonOfQuietHoursEndsWithThem() {
        // Given
        database.superuser().run("update webhook_endpoint set disabled_at = clock_timestamp()");
        database.superuser()
                .run(
                        "insert into webhook_delivery (organization_id, endpoint_id, lane, event, occurred_at, state, reason)"
                                + " select organization_id, id, 'ada', 'notification.due', clock_timestamp(), 'planned', 'quiet'"
                                + " from webhook_endpoint");

        // When
        pod("*=0s");

        // Then
        await().atMost(PATIENCE)
                .until(() -> number("select count(*) from webhook_delivery where state = 'waiting' and reason is null")
                        == 1);
    }

    @Test
    void dropSaysWhenAndOnWhichClientItsUserHasLookedFirst() {
        // Given looks of several clients, of which the second covers the notification
        append("ada", "test", "before");
        long id = append("ada", "test", "first");
        look("phone", "seen_through", id - 1);
        look("desk", "seen_through", id);
        append("ada", "test", "after");
        look("laptop", "read_through", id + 1);
        pod("*=0s");

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(database.superuser()
                                .list("select reason || ' ' || looked_by || ' ' || (looked_at is not null)"
                                        + " from webhook_delivery where state = 'dropped' order by seq"))
                        .containsExactly("read phone true", "read desk true", "read laptop true"));
        assertThat(number("select count(*) from webhook_delivery where state = 'delivered'"))
                .isZero();
    }

    private void look(String client, String watermark, long through) {
        database.superuser().run("""
                        with c as (select set_config('carillon.client', ?, true) as client)
                        insert into inbox as i (organization_id, user_id, changes, %1$s)
                        select 'shop', 'ada', 1, ? from c where client <> ''
                        on conflict (organization_id, user_id) do update set changes = i.changes + 1, %1$s = excluded.%1$s
                        """.formatted(watermark), client, through);
    }

    /** However often a user looks. */
    @Test
    void looksOfAUserHaveABoundAndOldOnesAreForgotten() {
        // Given
        for (int through = 1; through <= 200; through++) {
            look("desk", "seen_through", through);
        }
        assertThat(number("select count(*) from inbox_look")).isEqualTo(64);
        assertThat(number("select min(seen_through) from inbox_look")).isEqualTo(137);

        // When
        database.superuser().run("update inbox_look set at = at - interval '8 days' where seen_through < 150");
        pod("*=0s");

        // Then
        await().atMost(PATIENCE).until(() -> number("select min(seen_through) from inbox_look") == 150);
    }

    /** Erasing takes steps, and events are made of what has not been erased yet. */
    @Test
    void nothingThatIsMadeOfAUserWhileTheUserIsErasedIsLeft() {
        // Given
        endpoints().create("shop", receiver.url(), "notification.created");
        append("ada", "test", "first");
        append("ada", "test", "second");
        String step = "select coalesce(next_after, -1) from erase_user('shop', 'ada', ?, 1)";
        long next = database.superuser().number(step, 0);

        // When
        database.superuser().list("select entries from webhook_feed('', '', 10, 10, 100, 100, array['%'], array[0])");
        assertThat(number("select count(*) from webhook_delivery where lane = 'ada'"))
                .isEqualTo(2);
        while (next >= 0) {
            next = database.superuser().number(step, next);
        }

        // Then
        assertThat(number("select (select count(*) from webhook_delivery) + (select count(*) from webhook_lane)"))
                .isZero();
    }

    private static final class SettableClock extends Clock {
        private final AtomicReference<Instant> now;

        SettableClock(AtomicReference<Instant> now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payment",
                "payment=",
                "pay ment=5m",
                "payment=soon",
                "payment=5m=6m",
                "payment@sms=5m",
                "payment@=5m"
            })
    void ruleThatCannotBeReadEndsTheStart(String rules) {
        assertThatThrownBy(() -> pod(rules))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("carillon.handover.rules");
    }

    private void rule(int place, String types, Integer after, boolean wide) {
        database.superuser()
                .run(
                        "insert into handover_rule (organization_id, place, types, after_seconds, organization_wide)"
                                + " values ('shop', ?, ?, ?, ?)",
                        place,
                        types,
                        after,
                        wide);
    }

    private long number(String sql) {
        return database.superuser().number(sql);
    }
}
