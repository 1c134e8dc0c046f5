package dev.carillon.push;

import dev.carillon.outgoing.Answer;
import dev.carillon.outgoing.Settled;
import dev.carillon.outgoing.Verdict;
import dev.carillon.push.PushQueue.Backlog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Metrics of push. Nothing names a push service: browsers name these, so there is no bound to their number. */
@Singleton
@Startup
class PushMetrics {

    private static final String SUCCESS = "success";
    private static final String REJECTED = "rejected";
    private static final String LIMITED = "limited";

    private final Map<String, Counter> attempts = new HashMap<>();
    private final Map<String, Counter> dropped = new HashMap<>();
    private final Counter due;
    private final Counter quiet;
    private final Counter withdrawals;
    private final Counter gone;
    private final Counter shortened;
    private final Counter dead;
    private final Counter full;
    private final Counter failures;
    private final Counter unsendable;
    private volatile int inFlight;
    private volatile Backlog backlog = new Backlog(0, 0, 0, 0, 0);

    @Inject
    PushMetrics(MeterRegistry registry) {
        Stream.concat(
                        Stream.of(SUCCESS, REJECTED, LIMITED),
                        Stream.of(Answer.Fault.values()).map(Answer.Fault::label))
                .forEach(outcome -> attempts.put(
                        outcome,
                        Counter.builder("carillon.push.attempts")
                                .description("Requests to push services by outcome; limited is 429 or 503, rejected any"
                                        + " other status but 2xx")
                                .tag("outcome", outcome)
                                .register(registry)));
        Stream.of("recalled", "expired", "erased", "retention", "seen", "read", "archived", "replaced", "muted", "full")
                .forEach(reason -> dropped.put(
                        reason,
                        Counter.builder("carillon.push.dropped")
                                .description("Messages that were not sent, as there was no need or room, by reason")
                                .tag("reason", reason)
                                .register(registry)));
        due = counter(registry, "carillon.push.due", "Notifications whose time to be pushed has come");
        quiet = counter(registry, "carillon.push.quiet", "Messages that wait for the end of quiet hours");
        withdrawals = counter(registry, "carillon.push.withdrawals", "Requests that withdraw what was seen elsewhere");
        gone = counter(registry, "carillon.push.gone", "Browsers that have ended their subscription, by a 404 or 410");
        shortened = counter(registry, "carillon.push.shortened", "Messages that were too large, and are sent shorter");
        dead = counter(registry, "carillon.push.dead", "Messages that were given up");
        full = counter(
                registry,
                "carillon.push.full",
                "Looks at an organization with carillon.handover.max-planned plans, which was given none");
        failures = counter(registry, "carillon.push.failures", "Looks for messages that failed");
        unsendable = counter(
                registry, "carillon.push.unsendable", "Messages that could not be encrypted for their browser's keys");
        gauge(registry, "in.flight", "Requests to push services that this pod waits for", m -> m.inFlight);
        gauge(
                registry,
                "waiting",
                "Messages of all organizations that are not sent yet, counted every 10 s, at most 100,000",
                m -> m.backlog.waiting());
        Gauge.builder("carillon.push.oldest", this, m -> m.backlog.oldestSeconds())
                .description("How long the oldest of them has waited")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
        gauge(registry, "held", "Push services that have asked to be left alone for now", m -> m.backlog.held());
        gauge(
                registry,
                "subscriptions",
                "Browsers of all users; beyond 20,000 a count takes several sweeps",
                m -> m.backlog.subscriptions());
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<PushMetrics> value) {
        Gauge.builder("carillon.push." + name, this, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    void attempted(Settled<PushClaim> settled) {
        Answer answer = settled.answer();
        Objects.requireNonNull(attempts.get(label(answer))).increment();
        if (settled.claim().withdraws()) {
            withdrawals.increment();
        }
        if (settled.verdict() instanceof Verdict.Gone) {
            gone.increment();
        } else if (settled.verdict() instanceof Verdict.Dead) {
            dead.increment();
        } else if (answer.status() == PushClaim.TOO_LARGE) {
            shortened.increment();
        }
    }

    private static String label(Answer answer) {
        if (answer.fault() != null) {
            return answer.fault().label();
        }
        if (answer.isSuccess()) {
            return SUCCESS;
        }
        return answer.status() == 429 || answer.status() == 503 ? LIMITED : REJECTED;
    }

    void dropped(Map<String, Integer> byReason) {
        byReason.forEach(
                (reason, count) -> Objects.requireNonNull(dropped.get(reason)).increment(count));
    }

    void fed(PushQueue.Fed fed) {
        full.increment(fed.full());
    }

    void promoted(PushQueue.Promoted promoted) {
        due.increment(promoted.due());
        dropped(Map.of("full", promoted.fullBrowsers()));
    }

    void unsent(Verdict verdict) {
        if (verdict instanceof Verdict.Quiet) {
            quiet.increment();
        } else if (verdict instanceof Verdict.Muted) {
            dropped(Map.of(verdict.label(), 1));
        } else {
            unsendable.increment();
            dead.increment();
        }
    }

    void inFlight(int requests) {
        inFlight = requests;
    }

    void swept(Backlog counted) {
        backlog = counted;
        dead.increment(counted.dead());
    }

    void failed() {
        failures.increment();
    }
}
