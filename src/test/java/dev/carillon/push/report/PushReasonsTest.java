package dev.carillon.push.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.handover.EndpointReport.Outcome;
import dev.carillon.handover.HandoverRule;
import dev.carillon.handover.Ruling;
import dev.carillon.notification.Notification;
import dev.carillon.notification.OptionalFields;
import dev.carillon.notification.Recipient;
import dev.carillon.push.report.PushFate.Message;
import dev.carillon.push.report.PushFate.Withdrawal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Support asks about a notification that was created at twelve and due five minutes later. */
class PushReasonsTest {

    private static final Instant CREATED = Instant.parse("2026-11-30T12:00:00Z");
    private static final Instant DUE = CREATED.plusSeconds(300);
    private static final HandoverRule RULE = new HandoverRule("pay.*", 300, null, List.of("push"));

    private final PushReasons reasons = reasons("ada", RULE, true, DUE);

    private static PushReasons reasons(String user, HandoverRule rule, boolean isOn, Instant now) {
        Notification notification = new Notification(
                "shop",
                42,
                1,
                Recipient.ofNullableUser(user),
                "pay.late",
                "t",
                "m",
                null,
                CREATED,
                OptionalFields.NONE);
        return new PushReasons(notification, new Ruling(rule, false), isOn, now, Duration.ofDays(7));
    }

    /** A browser, and what is wrong with it. */
    private record Browser(Instant createdAt, Instant goneAt, long position, Instant holdUntil, Instant plannedAt) {

        static final Browser READY = new Browser(CREATED.minusSeconds(60), null, 42, null, null);

        PushFate with(Message message, Withdrawal withdrawal, String needless) {
            return new PushFate(
                    "5f2b",
                    "https://push.example.net:8443",
                    createdAt,
                    goneAt,
                    position,
                    position < 42,
                    holdUntil,
                    plannedAt,
                    needless,
                    message,
                    withdrawal);
        }

        PushFate with(Message message) {
            return with(message, null, null);
        }
    }

    private static Message message(String state, int attempts, Integer status, String reason, Instant lookedAt) {
        return new Message(
                state,
                attempts,
                status,
                reason,
                DUE,
                DUE.plusSeconds(1),
                lookedAt,
                lookedAt == null ? null : "26-21-1",
                List.of());
    }

    private void says(PushFate browser, Outcome outcome, String reason, String words) {
        BrowserReport report = reasons.report(browser);
        assertThat(report.outcome()).isEqualTo(outcome);
        assertThat(report.reason()).isEqualTo(reason);
        assertThat(report.says()).isEqualTo(words);
    }

    @Test
    void reportNamesTheHostOfThePushServiceAlone() {
        assertThat(reasons.report(Browser.READY.with(null)).host()).isEqualTo("push.example.net");
    }

    @Test
    void lookIsToldWithItsClientAndItsTimeBeforeOrAfterItWasDue() {
        says(
                Browser.READY.with(message("dropped", 0, null, "seen", DUE.minusSeconds(12))),
                Outcome.NOT_HANDED_OVER,
                "seen",
                "Seen on client 26-21-1, 12 s before it was due.");
        says(
                Browser.READY.with(message("dropped", 2, 503, "read", DUE.plusSeconds(600))),
                Outcome.NOT_HANDED_OVER,
                "read",
                "Read on client 26-21-1, 10 min after it was due, and before it was pushed.");
        says(
                Browser.READY.with(message("dropped", 0, null, "archived", null)),
                Outcome.NOT_HANDED_OVER,
                "archived",
                "Archived before it was pushed.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "delivered | 2 | 201 |            | HANDED_OVER     |             | Accepted with status 201 at 2026-11-30T12:05:01.000Z.",
                "dead      | 3 | 500 | status 500 | GIVEN_UP        | gave_up     | Given up after 3 attempts: status 500.",
                "dropped   | 0 |     | muted      | NOT_HANDED_OVER | muted       | Its user has muted its type for push.",
                "dropped   | 0 |     | full       | NOT_HANDED_OVER | full        | As many messages waited for the browser as may.",
                "planned   | 0 |     |            | WAITS           | quiet_hours | 'Waits for the end of the user''s quiet hours, 2026-11-30T12:05:00.000Z.'",
                "waiting   | 0 |     |            | WAITS           | queued      | Queued since 2026-11-30T12:05:00.000Z.",
                "waiting   | 1 |     | timeout    | WAITS           | repeated    | 'Repeated: 1 attempt failed, the newest by timeout.'",
            })
    void eachStateOfAMessageHasItsWords(
            String state, int attempts, Integer status, String reason, Outcome outcome, String label, String words) {
        says(Browser.READY.with(message(state, attempts, status, reason, null)), outcome, label, words);
    }

    @Test
    void messageThatWasTakenBackSaysWhyAndWhen() {
        // Given
        Message seen = message("withdrawn", 1, 201, "seen", DUE.plusSeconds(30));
        Message expired = message("withdrawn", 1, 201, "expired", null);

        // Then
        says(
                Browser.READY.with(seen, new Withdrawal("delivered", null, DUE.plusSeconds(31)), null),
                Outcome.HANDED_OVER,
                "seen",
                "Accepted with status 201 at 2026-11-30T12:05:01.000Z. Seen on client 26-21-1, 30 s after it was due."
                        + " Taken off the screen at 2026-11-30T12:05:31.000Z.");
        says(
                Browser.READY.with(expired, null, null),
                Outcome.HANDED_OVER,
                "expired",
                "Accepted with status 201 at 2026-11-30T12:05:01.000Z. Not needed any more, as it is expired."
                        + " Its push service is sent no withdrawals.");
        assertThat(reasons.report(Browser.READY.with(seen, new Withdrawal("waiting", null, null), null))
                        .says())
                .endsWith("It is about to be taken off the screen.");
        assertThat(reasons.report(Browser.READY.with(seen, new Withdrawal("dead", "status 500", DUE), null))
                        .says())
                .endsWith("It could not be taken off the screen: status 500.");
    }

    @Test
    void subscriptionThatHasEndedIsTheReason() {
        // Given
        Message dropped = message("dropped", 1, 410, "gone", null);

        // Then
        says(
                new Browser(CREATED.minusSeconds(60), DUE, 42, null, null).with(dropped),
                Outcome.NOT_HANDED_OVER,
                "subscription_gone",
                "The subscription has ended, as its push service said at 2026-11-30T12:05:00.000Z."
                        + " It is pushed if the browser subscribes again in time.");
        says(
                Browser.READY.with(dropped),
                Outcome.NOT_HANDED_OVER,
                "subscription_gone",
                "The subscription had ended then, and the browser came back too late.");
    }

    @Test
    void messageThatWaitsNamesWhatItWaitsFor() {
        says(
                Browser.READY.with(message("waiting", 0, null, null, null), null, "seen"),
                Outcome.WAITS,
                "seen",
                "Not pushed when its turn comes, as it is now seen.");
        says(
                new Browser(CREATED, null, 42, DUE.plusSeconds(60), null)
                        .with(message("waiting", 1, 429, "status 429", null)),
                Outcome.WAITS,
                "service_held",
                "The push service wants to be left alone until 2026-11-30T12:06:00.000Z.");
        says(
                new Browser(CREATED, null, 42, null, DUE).with(null),
                Outcome.WAITS,
                "not_due",
                "Due at 2026-11-30T12:05:00.000Z, if it has not been seen by then.");
        says(
                new Browser(CREATED, null, 42, null, DUE).with(null, null, "read"),
                Outcome.WAITS,
                "read",
                "Not pushed when its turn comes, as it is now read.");
    }

    @Test
    void missingMessageIsExplained() {
        // Given
        PushFate ready = Browser.READY.with(null);

        // Then
        says(ready, Outcome.NOT_HANDED_OVER, "unknown", "There is no message: a rule was another one at its time.");
        says(
                new Browser(CREATED.plusMillis(1), null, 42, null, null).with(null),
                Outcome.NOT_HANDED_OVER,
                "browser_newer",
                "The browser has subscribed later.");
        says(
                new Browser(CREATED, null, 41, null, null).with(null),
                Outcome.WAITS,
                "not_planned",
                "Not planned yet: push has come to the id 41 of the log, and as many notifications wait for their time as may.");
        assertThat(reasons("ada", RULE, false, DUE).report(ready).reason()).isEqualTo("push_off");
        assertThat(reasons("ada", null, true, DUE).report(ready).reason()).isEqualTo("no_rule");
        assertThat(reasons(null, RULE, true, DUE).report(ready).reason()).isEqualTo("not_organization_wide");
        assertThat(reasons("ada", RULE, true, DUE.plus(Duration.ofDays(8))).report(ready))
                .extracting(BrowserReport::reason, BrowserReport::says)
                .containsExactly("forgotten", "Not known any more: messages are kept for 168 h.");
    }
}
