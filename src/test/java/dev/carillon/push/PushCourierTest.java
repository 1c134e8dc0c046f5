package dev.carillon.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.handover.DefaultRules;
import dev.carillon.handover.HandoverConfig;
import dev.carillon.notification.Draft;
import dev.carillon.notification.Recipient;
import dev.carillon.notification.Submission;
import dev.carillon.outgoing.Settled;
import dev.carillon.outgoing.Verdict;
import dev.carillon.preference.QuietHours;
import dev.carillon.preference.TypePreference;
import dev.carillon.push.FakePushService.Reply;
import dev.carillon.tenancy.Database;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages to browsers: which are sent, how often, and what becomes of answers. */
class PushCourierTest extends PushPods {

    /** Nothing missed, nothing pushed that was seen, nothing accepted twice, and all that was seen later withdrawn. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seen     | insert into inbox (organization_id, user_id, seen_through) values ('shop', 'ada', 1)",
                "read     | insert into inbox (organization_id, user_id, read_through) values ('shop', 'ada', 1)",
                "archived | insert into inbox_mark (organization_id, user_id, notification_id, segment, archived)"
                        + " select 'shop', 'ada', 1, segment, true from notification where id = 1",
                "recalled | update notification set expires_at = 'epoch'",
                "expired  | update notification set expires_at = clock_timestamp()",
            })
    void notificationThatNeedNotBePushedSaysWhy(String reason, String happening) {
        // Given
        FakeBrowser hers = browser("ada");
        FakeBrowser others = browser("eve");
        append("ada", "test", "first");
        database.superuser().run(happening);

        // When
        SimpleMeterRegistry metrics = pod("*=0s");
        append("eve", "test", "second");

        // Then
        await().atMost(PATIENCE).until(() -> others.requests().size() == 1);
        await().atMost(PATIENCE)
                .until(() -> metrics.get("carillon.push.dropped")
                                .tag("reason", reason)
                                .counter()
                                .count()
                        == 1);
        assertThat(hers.requests()).isEmpty();
    }

    @Test
    void browserGetsNothingThatIsOlderThanItsSubscription() {
        // Given
        browser("ada");
        append("ada", "test", "before");
        FakeBrowser second = browser("ada");

        // When
        pod("*=0s");
        append("ada", "test", "after");

        // Then
        await().atMost(PATIENCE).until(() -> second.shown().contains("after"));
        assertThat(second.shown()).containsExactly("after");
    }

    /** The withdrawal of an older one with the same key must not take the place of the newer one at the push service. */
    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void browserThatHasGoneIsLeftAlone(int status) {
        // Given
        FakeBrowser gone = browser("ada");
        FakeBrowser there = browser("ada");
        service.reply(pushed ->
                new Reply(pushed.path().equals("/" + gone.endpoint().split("/")[3]) ? status : 201));

        // When
        SimpleMeterRegistry metrics = pod("*=0s");
        append("ada", "test", "first");
        append("ada", "test", "second");

        // Then
        await().atMost(PATIENCE).until(() -> there.shown().size() == 2);
        await().atMost(PATIENCE)
                .until(() -> metrics.get("carillon.push.gone").counter().count() == 1);
        await().atMost(PATIENCE)
                .until(() -> number("select count(*) from push_subscription where gone_at is null") == 1);
        assertThat(gone.requests()).hasSize(1);
        await().atMost(PATIENCE).until(() -> number("select count(*) from push_message where state = 'waiting'") == 0);
    }

    @Test
    void messageThatIsTooLargeIsSentShorterOnceAndThenGivenUp() {
        // Given a push service that takes less than it has to, for one browser nothing at all
        FakeBrowser small = browser("ada");
        FakeBrowser none = browser("eve");
        service.reply(pushed -> new Reply(pushed.path().contains("eve") || pushed.body().length > 3000 ? 413 : 201));
        String message = "ünïcödé ".repeat(2_000);
        Draft draft = new Draft(Recipient.ofNullableUser("ada"), "test", "long", message, null);
        SimpleMeterRegistry metrics = pod("*=0s");

        // When
        log.append("shop", List.of(new Submission(List.of(draft, draft.to(Recipient.ofNullableUser("eve"))), null)));

        // Then
        await().atMost(PATIENCE)
                .until(() -> metrics.get("carillon.push.dead").counter().count() == 1);
        await().atMost(PATIENCE).until(() -> small.requests().size() == 2);
        assertThat(none.requests()).hasSize(2);
        assertThat(small.requests().get(0).body())
                .hasSizeLessThanOrEqualTo(4096)
                .hasSizeGreaterThan(4000);
        assertThat(small.requests().get(1).body()).hasSizeLessThan(2200);
        assertThat(small.messages().get(1).getJsonObject("notification").getString("body"))
                .startsWith("ünïcödé ünïcödé")
                .endsWith("…");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void pushServiceThatAsksForItIsLeftAloneAndOthersAreNot(int status) {
        // Given
        use(Map.of("carillon.push.max-hold", "1h"));
        FakeBrowser first = browser("ada");
        FakeBrowser second = browser("eve");
        service.reply(pushed -> new Reply(status, "3600"));
        pod("*=0s");
        append("ada", "test", "first");
        await().atMost(PATIENCE)
                .until(() ->
                        number("select count(*) from push_service where hold_until > now() + interval '50 minutes'")
                                == 1);

        // When
        append("eve", "test", "second");
        try (FakePushService other = new FakePushService()) {
            FakeBrowser elsewhere = browser("eve", other);
            append("eve", "test", "third");
            await().atMost(PATIENCE).until(() -> elsewhere.shown().contains("third"));
        }

        // Then
        assertThat(first.requests()).hasSize(1);
        assertThat(second.requests()).isEmpty();

        // When its time is over
        service.reply(pushed -> new Reply(201));
        database.superuser().run("update push_subscription set due_at = now() where due_at is not null");
        database.superuser().run("update push_service set hold_until = now()");

        // Then
        await().atMost(PATIENCE).until(() -> second.shown().equals(List.of("second", "third")));
        await().atMost(PATIENCE).until(() -> first.requests().size() == 2);
    }

    /** As if the pod that claimed it had been killed: its claim ends, and its outcome does not count any more. */
    @Test
    void claimOfAKilledPodEndsAndAnotherPodPushes() {
        // Given
        FakeBrowser browser = browser("ada");
        append("ada", "test", "first");
        PushQueue killed = queue("*=0s");
        killed.feed("");
        killed.promote();
        List<PushClaim> claims = killed.claim(Map.of(), 10).claims();
        assertThat(claims).hasSize(1);
        assertThat(killed.claim(Map.of(), 10).claims()).isEmpty();
        database.superuser().run("update push_subscription set due_at = now()");

        // When
        pod("*=0s");

        // Then
        await().atMost(PATIENCE).until(() -> browser.shown().equals(List.of("first")));
        await().atMost(PATIENCE)
                .until(() -> number("select count(*) from push_message where state = 'delivered'") == 1);
        killed.settle(List.of(Settled.unsent(claims.get(0), new Verdict.Dead())));
        assertThat(number("select count(*) from push_message where state = 'delivered'"))
                .isEqualTo(1);
    }

    @Test
    void typeThatItsUserHasMutedForPushIsNotPushed() {
        // Given
        preferences.put("shop", "ada", List.of(new TypePreference("news*", true, false, true)), null);
        FakeBrowser browser = browser("ada");
        SimpleMeterRegistry metrics = pod("*=0s");

        // When
        append("ada", "news.hot", "muted");
        append("ada", "payment", "wanted");

        // Then
        await().atMost(PATIENCE).until(() -> browser.shown().contains("wanted"));
        assertThat(browser.shown()).containsExactly("wanted");
        assertThat(metrics.get("carillon.push.dropped")
                        .tag("reason", "muted")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void pushWaitsForTheEndOfQuietHours() {
        // Given
        clock = Clock.fixed(Instant.parse("2026-11-30T22:30:00Z"), ZoneOffset.UTC);
        preferences.put("shop", "ada", List.of(), new QuietHours("Europe/Berlin", "22:00", "07:00", List.of()));
        FakeBrowser hers = browser("ada");
        FakeBrowser others = browser("eve");
        pod("*=0s");

        // When
        append("ada", "payment", "at night");
        append("eve", "payment", "to another user");

        // Then it is planned for seven in the morning, without an attempt
        await().atMost(PATIENCE).until(() -> others.shown().size() == 1);
        String planned = "select count(*) from push_message where state = 'planned' and attempts = 0"
                + " and queued_at between clock_timestamp() + interval '7 hours' and clock_timestamp() + interval '8 hours'";
        await().atMost(PATIENCE).until(() -> number(planned) == 1);
        assertThat(hers.requests()).isEmpty();
    }

    @Test
    void notificationToEverybodyIsPushedToAllBrowsersWhereARuleSaysSo() {
        // Given
        List<FakeBrowser> browsers = List.of(browser("ada"), browser("ada"), browser("eve"));
        database.superuser()
                .run(
                        "insert into handover_rule (organization_id, place, types, after_seconds, organization_wide, media)"
                                + " values ('shop', 1, '%', 60, true, '{webhook}'), ('shop', 2, 'sale', 0, true, '{push}'),"
                                + " ('shop', 3, '%', 0, false, null)");
        pod("*=never");

        // When
        append(null, "news", "not pushed");
        append(null, "sale", "to everybody");
        append("eve", "news", "to eve");

        // Then
        await().atMost(PATIENCE).until(() -> browsers.get(2).shown().contains("to eve"));
        await().atMost(PATIENCE)
                .until(() -> browsers.stream().allMatch(one -> one.shown().contains("to everybody")));
        assertThat(browsers.get(2).shown()).containsExactlyInAnyOrder("to everybody", "to eve");
    }

    @Test
    void browserWithTooManyMessagesWaitingGetsNoMore() {
        // Given
        use(Map.of("carillon.push.max-waiting", "3"));
        browser("ada");
        for (int i = 0; i < 5; i++) {
            append("ada", "test", "n" + i);
        }
        PushQueue queue = queue("*=0s");
        queue.feed("");

        // When
        PushQueue.Promoted promoted = queue.promote();

        // Then
        assertThat(promoted.due()).isEqualTo(5);
        assertThat(promoted.fullBrowsers()).isEqualTo(2);
        assertThat(number("select count(*) from push_message where state = 'waiting'"))
                .isEqualTo(3);
    }

    @Test
    void organizationWithTooManyPlansLeavesTheRestInTheLog() {
        // Given
        browser("ada");
        HandoverConfig handover = SharedServices.config(
                HandoverConfig.class, Map.of("carillon.handover.rules", "*=1h", "carillon.handover.max-planned", "3"));
        PushQueue queue =
                new PushQueue(new Database(database.application()), config, handover, new DefaultRules(handover));
        for (int i = 0; i < 3; i++) {
            append("ada", "test", "n" + i);
        }
        queue.feed("");
        append("ada", "test", "later");

        // When
        PushQueue.Fed fed = queue.feed("");

        // Then
        assertThat(fed.full()).isEqualTo(1);
        assertThat(number("select count(*) from push_planned")).isEqualTo(3);
        database.superuser().run("delete from push_planned");
        queue.sweep();
        queue.feed("");
        assertThat(number("select count(*) from push_planned")).isEqualTo(1);
    }

    @Test
    void messageThatIsTooOldIsGivenUpAndForgotten() {
        // Given
        browser("ada");
        append("ada", "test", "first");
        PushQueue queue = queue("*=0s");
        queue.feed("");
        queue.promote();
        database.superuser().run("update push_message set queued_at = now() - interval '2 days'");

        // When
        int dead = queue.sweep().dead();
        database.superuser().run("update push_message set settled_at = now() - interval '8 days'");
        PushQueue.Backlog then = queue.sweep();

        // Then
        assertThat(dead).isEqualTo(1);
        assertThat(then.subscriptions()).isEqualTo(1);
        assertThat(number("select count(*) from push_message")).isZero();
        database.superuser().run("update push_subscription set renewed_at = now() - interval '181 days'");
        queue.sweep();
        queue.sweep();
        assertThat(number("select count(*) from push_subscription")).isZero();
        assertThat(number("select count(*) from push_service")).isZero();
    }

    @Test
    void podWithoutKeysPushesNothingAndForgetsAllTheSame() {
        // Given
        browser("ada");
        append("ada", "test", "first");
        config = SharedServices.config(
                PushConfig.class, Map.of("carillon.push.poll-idle", "50ms", "carillon.push.keep-unused", "0s"));

        // When
        pod("*=0s");

        // Then
        await().atMost(PATIENCE).until(() -> number("select count(*) from push_subscription") == 0);
        assertThat(service.received()).isEmpty();
    }

    @Test
    void leaseThatEndsBeforeARequestEndsTheStart() {
        // Given
        use(Map.of("carillon.push.lease", "1s"));

        // Then
        assertThatThrownBy(() -> pod("*=0s"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("lease");
    }
}
