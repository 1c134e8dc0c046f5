package dev.carillon.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.push.FakePushService.Pushed;
import dev.carillon.push.FakePushService.Reply;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A browser's subscription ends, and the browser gives the address of another one. */
class ResubscribeTest extends PushPods {

    private static final String OLD = "0".repeat(32);
    private static final String NEW = "1".repeat(32);

    private final FakeBrowser before = new FakeBrowser("before", service);
    private final FakeBrowser after = new FakeBrowser("after", service);

    private void subscribe() {
        subscriptions().put("shop", "ada", before.checked(OLD));
        service.reply(pushed -> new Reply(isOld(pushed) ? 410 : 201));
    }

    private static boolean isOld(Pushed pushed) {
        return pushed.path().equals("/before");
    }

    private void awaitMessages(String state, int count) {
        await().atMost(PATIENCE)
                .until(() -> number("select count(*) from push_message where state = '" + state + "'") == count);
    }

    @Test
    void messagesForASubscriptionThatHadEndedArriveAtTheNextOne() {
        // Given
        subscribe();
        pod("*=0s");
        append("ada", "test", "first");
        awaitMessages("dropped", 1);
        long seen = append("ada", "test", "second");
        append("ada", "test", "third");
        awaitMessages("dropped", 3);
        see("ada", seen);
        append("ada", "test", "fourth");
        awaitMessages("dropped", 4);

        // When
        boolean replaced = subscriptions().replace("shop", "ada", OLD, after.checked(NEW));

        // Then
        assertThat(replaced).isTrue();
        awaitMessages("delivered", 2);
        assertThat(after.shown()).containsExactly("third", "fourth");
        assertThat(before.requests()).hasSize(1);
        assertThat(number("select count(*) from push_subscription")).isEqualTo(1);
        assertThat(number("select count(*) from push_message where state = 'waiting'"))
                .isZero();
    }

    @Test
    void messageThatWaitsGoesToTheNewAddressAndIsWithdrawnThere() {
        // Given
        subscribe();
        long id = append("ada", "test", "first");
        pod("*=2s");
        await().atMost(PATIENCE).until(() -> number("select count(*) from push_planned") == 1);

        // When
        subscriptions().replace("shop", "ada", OLD, after.checked(NEW));

        // Then
        awaitMessages("delivered", 1);
        see("ada", id);
        await().atMost(PATIENCE).until(() -> after.shown().size() == 2);
        assertThat(after.shown()).containsExactly("first", "-" + id);
        assertThat(before.requests()).isEmpty();
    }

    @Test
    void pageThatWasFasterThanTheWorkerMakesNoSecondBrowser() {
        // Given two subscriptions, as a page has not known of the one before
        subscribe();
        subscriptions().put("shop", "ada", after.checked(NEW));
        pod("*=0s");
        append("ada", "test", "first");
        awaitMessages("delivered", 1);
        awaitMessages("dropped", 1);

        // When
        boolean replaced = subscriptions().replace("shop", "ada", OLD, after.checked(NEW));
        append("ada", "test", "second");

        // Then
        assertThat(replaced).isTrue();
        awaitMessages("delivered", 2);
        assertThat(after.shown()).containsExactly("first", "second");
        assertThat(subscriptions().list("shop", "ada")).hasSize(1);
    }

    @Test
    void subscriptionOfAnotherUserIsNotReplaced() {
        // Given
        subscribe();

        // When
        boolean replaced = subscriptions().replace("shop", "eve", OLD, after.checked(NEW));

        // Then
        assertThat(replaced).isFalse();
        assertThat(subscriptions().list("shop", "eve")).isEmpty();
        assertThat(subscriptions().list("shop", "ada")).hasSize(1);
    }

    @Test
    void subscriptionThatHadEndedComesBackWithTheNewestAsManyAsMayWait() {
        // Given
        use(Map.of("carillon.push.max-waiting", "2"));
        subscribe();
        pod("*=0s");
        append("ada", "test", "first");
        awaitMessages("dropped", 1);
        append("ada", "test", "second");
        append("ada", "test", "third");
        awaitMessages("dropped", 3);

        // When
        subscriptions().replace("shop", "ada", OLD, after.checked(NEW));

        // Then
        awaitMessages("delivered", 2);
        assertThat(after.shown()).containsExactly("second", "third");
    }

    @Test
    void subscriptionThatHasEndedIsForgottenAsSettledMessagesAre() {
        // Given
        subscribe();
        pod("*=0s");
        append("ada", "test", "first");
        awaitMessages("dropped", 1);
        long listed = subscriptions().list("shop", "ada").size();

        // When
        database.superuser().run("update push_subscription set gone_at = gone_at - interval '8 days'");
        queue("*=0s").sweep();

        // Then
        assertThat(listed).isZero();
        assertThat(number("select count(*) from push_subscription")).isZero();
    }

    @Test
    void onlyTheNewestTwentyAttemptsAreLogged() {
        // Given
        subscriptions().put("shop", "ada", after.checked(NEW));
        service.reply(pushed -> new Reply(after.requests().size() > 24 ? 201 : 500));
        pod("*=0s");

        // When
        append("ada", "test", "first");

        // Then
        awaitMessages("delivered", 1);
        assertThat(number("select jsonb_array_length(log) from push_message")).isEqualTo(20);
        assertThat(number("select (log->19->>'status')::int from push_message")).isEqualTo(201);
        assertThat(number("select attempts from push_message")).isEqualTo(25);
    }
}
