package dev.carillon.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.notification.OptionalFields;
import dev.carillon.push.FakePushService.Pushed;
import dev.carillon.push.FakePushService.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Browsers take back a notification that was seen elsewhere. */
class WithdrawalTest extends PushPods {

    @Test
    void eachNotificationIsEitherSeenOrPushedAndWithdrawnOnceItIsSeen() {
        // Given three pods, a push service that fails, and users that look before, around and after the time
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        Set<String> accepted = new HashSet<>();
        List<String> twice = new ArrayList<>();
        Map<String, FakeBrowser> browsers = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            browsers.put("u" + i, browser("u" + i));
        }
        service.reply(pushed -> {
            synchronized (random) {
                if (random.nextInt(5) == 0) {
                    return new Reply(500);
                }
                FakeBrowser browser =
                        browsers.get(pushed.path().substring(1, pushed.path().indexOf('-')));
                if (!accepted.add(pushed.path() + browser.decode(pushed).containsKey("withdraw"))) {
                    twice.add(pushed.path());
                }
                return new Reply(201);
            }
        });
        for (int i = 0; i < 3; i++) {
            pod("*=2s");
        }
        for (int i = 0; i < 60; i += 3) {
            see("u" + i, 1_000);
        }
        Map<String, Long> ids = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            ids.put("u" + i, append("u" + i, "test", "u" + i));
        }

        // When another third looks at about the time
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_500));
        for (int i = 1; i < 60; i += 3) {
            see("u" + i, ids.get("u" + i));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(60)));
        }

        // Then
        await().atMost(PATIENCE)
                .until(() -> number("select count(*) from push_planned")
                                + number("select count(*) from push_message where state in ('planned', 'waiting')")
                                + number("select count(*) from push_look")
                        == 0);
        assertThat(twice).isEmpty();
        for (int i = 0; i < 60; i++) {
            String user = "u" + i;
            String pathOf = accepted.stream()
                    .filter(path -> path.startsWith("/" + user + "-"))
                    .map(path -> path.endsWith("true") ? "withdrawn" : "shown")
                    .sorted()
                    .toList()
                    .toString();
            List<String> allowed =
                    switch (i % 3) {
                        case 0 -> List.of("[]");
                        case 1 -> List.of("[]", "[shown, withdrawn]");
                        default -> List.of("[shown]");
                    };
            assertThat(pathOf).as(user).isIn(allowed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"seen_through", "read_through"})
    void messageIsWithdrawnFromAllBrowsersWhenItWasSeenElsewhere(String mark) {
        // Given
        FakeBrowser phone = browser("ada");
        FakeBrowser desk = browser("ada");
        pod("*=0s");
        long id = append("ada", "test", "first");
        await().atMost(PATIENCE).until(() -> phone.shown().size() + desk.shown().size() == 2);
        await().atMost(PATIENCE)
                .until(() -> number("select count(*) from push_message where state = 'delivered'") == 2);

        // When
        database.superuser()
                .run("insert into inbox (organization_id, user_id, " + mark + ") values ('shop', 'ada', " + id + ")");

        // Then
        await().atMost(PATIENCE).until(() -> phone.shown().size() + desk.shown().size() == 4);
        assertThat(phone.shown()).containsExactly("first", "-" + id);
        assertThat(desk.shown()).containsExactly("first", "-" + id);
        assertThat(phone.messages().get(1).getLong("app_badge")).isEqualTo(7);
        Pushed shown = phone.requests().get(0);
        Pushed withdrawn = phone.requests().get(1);
        // One that is still at the push service is replaced.
        assertThat(withdrawn.header("Topic")).isEqualTo(shown.header("Topic")).hasSize(32);
        assertThat(withdrawn.header("Urgency")).isEqualTo("low");
    }

    @Test
    void messageThatIsSeenWhileItIsOnItsWayIsWithdrawn() {
        // Given
        FakeBrowser browser = browser("ada");
        CountDownLatch seen = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        service.reply(pushed -> {
            arrived.countDown();
            waitFor(seen);
            return new Reply(201);
        });
        pod("*=0s");
        long id = append("ada", "test", "first");
        waitFor(arrived);

        // When
        see("ada", id);
        seen.countDown();

        // Then
        await().atMost(PATIENCE).until(() -> browser.shown().size() == 2);
        assertThat(browser.shown()).containsExactly("first", "-" + id);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await(4, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nothingIsWithdrawnFromAPushServiceThatEndsSilentSubscriptions() {
        // Given
        use(Map.of("carillon.push.withdraw-nothing-from", "127.0.0.*"));
        FakeBrowser browser = browser("ada");
        pod("*=0s");
        long id = append("ada", "test", "first");
        await().atMost(PATIENCE)
                .until(() -> number("select count(*) from push_message where state = 'delivered'") == 1);

        // When
        see("ada", id);

        // Then
        await().atMost(PATIENCE)
                .until(() -> number("select count(*) from push_message where state = 'withdrawn'") == 1);
        assertThat(number("select count(*) from push_message where withdraws")).isZero();
        assertThat(browser.shown()).containsExactly("first");
    }

    @Test
    void messageIsWithdrawnWhenItsNotificationExpires() {
        // Given
        FakeBrowser browser = browser("ada");
        pod("*=0s");
        Instant expires = Instant.now().plusSeconds(3_600);
        long id = append("ada", "test", "first", new OptionalFields(null, expires, null));
        await().atMost(PATIENCE)
                .until(() -> number("select count(*) from push_message where state = 'delivered'") == 1);
        await().atMost(PATIENCE).until(() -> number("select count(*) from push_look") == 1);

        // When
        database.superuser().run("update notification set expires_at = clock_timestamp()");
        database.superuser().run("update push_look set at = clock_timestamp()");

        // Then
        await().atMost(PATIENCE).until(() -> browser.shown().size() == 2);
        assertThat(browser.shown()).containsExactly("first", "-" + id);
        assertThat(number("select count(*) from push_message where state = 'withdrawn' and reason = 'expired'"))
                .isEqualTo(1);
    }

    @Test
    void withdrawalOfANotificationWithACollapseKeyHasNoTopic() {
        // Given
        FakeBrowser browser = browser("ada");
        pod("*=0s");
        long id = append("ada", "test", "first", new OptionalFields(null, null, "order-7"));
        await().atMost(PATIENCE)
                .until(() -> number("select count(*) from push_message where state = 'delivered'") == 1);

        // When
        see("ada", id);

        // Then
        await().atMost(PATIENCE).until(() -> browser.requests().size() == 2);
        assertThat(browser.messages().get(0).getJsonObject("notification").getString("tag"))
                .isEqualTo("order-7");
        assertThat(browser.requests().get(0).header("Topic")).hasSize(32);
        assertThat(browser.requests().get(1).header("Topic")).isNull();
    }
}
