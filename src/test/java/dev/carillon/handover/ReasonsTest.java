package dev.carillon.handover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.handover.EndpointReport.Outcome;
import dev.carillon.notification.Notification;
import dev.carillon.notification.OptionalFields;
import dev.carillon.notification.Recipient;
import dev.carillon.webhook.DueEvent;
import dev.carillon.webhook.WebhookDelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Support asks about a notification that was created at twelve and due five minutes later. */
class ReasonsTest {

    private static final Instant CREATED = Instant.parse("2026-11-30T12:00:00Z");
    private static final Instant DUE = CREATED.plusSeconds(300);
    private static final HandoverRule RULE = new HandoverRule("pay.*", 300, null, null);

    private final Reasons reasons = reasons("ada", RULE, DUE);

    private static Reasons reasons(String user, HandoverRule rule, Instant now) {
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
        return new Reasons(notification, new Ruling(rule, false), now, Duration.ofDays(7));
    }

    /** An endpoint without an event, and what is wrong with it. */
    private record Endpoint(
            Instant createdAt, boolean wantsDue, boolean wantsType, Instant disabledAt, long position, boolean isFull) {

        static final Endpoint READY = new Endpoint(CREATED.minusSeconds(60), true, true, null, 42, false);

        DueEvent with(DueEvent.State event, Instant holdUntil) {
            return new DueEvent(
                    "5f0c",
                    "hooks.example.com",
                    createdAt,
                    wantsDue,
                    wantsType,
                    disabledAt,
                    disabledAt == null ? null : "26",
                    position,
                    isFull,
                    holdUntil,
                    event);
        }
    }

    private static DueEvent.State event(
            String state, int attempts, Integer status, String reason, Instant lookedAt, String lookedBy) {
        WebhookDelivery delivery = new WebhookDelivery(
                "msg_1",
                "notification.due",
                "ada",
                42L,
                "2026-11-30T12:00:00.000Z",
                state,
                attempts,
                status,
                reason,
                "2026-11-30T12:05:01.000Z",
                List.of());
        return new DueEvent.State(delivery, DUE, DUE.plusSeconds(1), lookedAt, lookedBy, null);
    }

    private static DueEvent.State event(String state, int attempts, Integer status, String reason) {
        return event(state, attempts, status, reason, null, null);
    }

    private void says(DueEvent endpoint, Outcome outcome, String reason, String words) {
        EndpointReport report = reasons.report(endpoint);
        assertThat(report.outcome()).isEqualTo(outcome);
        assertThat(report.reason()).isEqualTo(reason);
        assertThat(report.says()).isEqualTo(words);
    }

    @Test
    void lookIsToldWithItsClientAndItsTimeBeforeOrAfterItWasDue() {
        // Given
        DueEvent.State before = event("dropped", 0, null, "seen", DUE.minusSeconds(12), "26-21-1");
        DueEvent.State after = event("dropped", 2, null, "read", DUE.plusSeconds(600), null);
        DueEvent.State unknown = event("dropped", 0, null, "archived");

        // Then
        says(
                Endpoint.READY.with(before, null),
                Outcome.NOT_HANDED_OVER,
                "seen",
                "Seen on client 26-21-1, 12 s before it was due.");
        says(
                Endpoint.READY.with(after, null),
                Outcome.NOT_HANDED_OVER,
                "read",
                "Read 10 min after it was due, and before it was accepted.");
        says(Endpoint.READY.with(unknown, null), Outcome.NOT_HANDED_OVER, "archived", "Archived before it was sent.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "delivered | 2 | 204 |            | HANDED_OVER     |             | Accepted with status 204 at 2026-11-30T12:05:01.000Z.",
                "dead      | 3 | 500 | status 500 | GIVEN_UP        | gave_up     | Given up after 3 attempts: status 500.",
                "dropped   | 0 |     | muted      | NOT_HANDED_OVER | muted       | Its user has muted its type for webhooks.",
                "dropped   | 0 |     | recalled   | NOT_HANDED_OVER | recalled    | Recalled by its sender before it was sent.",
                "planned   | 0 |     |            | WAITS           | not_due     | 'Due at 2026-11-30T12:05:00.000Z, if it has not been seen by then.'",
                "planned   | 0 |     | quiet      | WAITS           | quiet_hours | 'Waits for the end of the user''s quiet hours, 2026-11-30T12:05:00.000Z.'",
                "waiting   | 0 |     |            | WAITS           | queued      | Queued since 2026-11-30T12:05:00.000Z.",
                "waiting   | 1 |     | timeout    | WAITS           | repeated    | 'Repeated: 1 attempt failed, the newest by timeout.'",
            })
    void eachStateOfAnEventHasItsWords(
            String state, int attempts, Integer status, String reason, Outcome outcome, String label, String words) {
        says(Endpoint.READY.with(event(state, attempts, status, reason), null), outcome, label, words);
    }

    @Test
    void endpointThatIsDisabledOrLeftAloneIsTheReasonToWait() {
        // Given
        Endpoint disabled = new Endpoint(CREATED.minusSeconds(60), true, true, CREATED.plusSeconds(1), 42, false);

        // Then
        says(
                disabled.with(event("waiting", 1, 500, "status 500"), null),
                Outcome.WAITS,
                "endpoint_disabled",
                "Waits while the endpoint is disabled, since 2026-11-30T12:00:01.000Z by 26.");
        says(
                Endpoint.READY.with(event("waiting", 1, 500, "status 500"), DUE.plusSeconds(60)),
                Outcome.WAITS,
                "endpoint_failing",
                "The endpoint fails, and is left alone until 2026-11-30T12:06:00.000Z.");
    }

    @Test
    void missingEventIsExplainedByTheEndpoint() {
        // Given
        Instant then = CREATED.minusSeconds(60);

        // Then
        says(
                new Endpoint(then, false, true, null, 42, false).with(null, null),
                Outcome.NOT_HANDED_OVER,
                "not_wanted",
                "The endpoint does not want notification.due.");
        says(
                new Endpoint(then, true, false, null, 42, false).with(null, null),
                Outcome.NOT_HANDED_OVER,
                "other_types",
                "The endpoint wants other types.");
        says(
                new Endpoint(DUE, true, true, null, 42, false).with(null, null),
                Outcome.NOT_HANDED_OVER,
                "endpoint_newer",
                "The endpoint was created later.");
        says(
                new Endpoint(then, true, true, then, 3, false).with(null, null),
                Outcome.NOT_HANDED_OVER,
                "endpoint_disabled",
                "The endpoint is disabled, since 2026-11-30T11:59:00.000Z by 26.");
        says(
                new Endpoint(then, true, true, null, 41, true).with(null, null),
                Outcome.WAITS,
                "not_planned",
                "Not planned yet: the endpoint has come to the id 41 of the log, and as many events wait for it as may.");
        says(
                Endpoint.READY.with(null, null),
                Outcome.NOT_HANDED_OVER,
                "unknown",
                "There is no event: a rule or the endpoint was another one at its time.");
    }

    @Test
    void missingEventIsExplainedByTheRule() {
        // Given
        DueEvent ready = Endpoint.READY.with(null, null);

        // Then
        assertThat(reasons("ada", null, DUE).report(ready).reason()).isEqualTo("no_rule");
        assertThat(reasons("ada", new HandoverRule("pay*", null, null, null), DUE)
                        .report(ready))
                .extracting(EndpointReport::reason, EndpointReport::says)
                .containsExactly("rule_never", "By the rule for pay* it is never handed over.");
        assertThat(reasons(null, RULE, DUE).report(ready).reason()).isEqualTo("not_organization_wide");
        assertThat(reasons("ada", RULE, DUE.plus(Duration.ofDays(8))).report(ready))
                .extracting(EndpointReport::reason, EndpointReport::says)
                .containsExactly("forgotten", "Not known any more: events are kept for 168 h.");
        assertThat(reasons.ruling().says(reasons.notification()))
                .isEqualTo("By the rule for pay.* it is due 5 min after it was created.");
    }
}
