package dev.carillon.courier;

import dev.carillon.courier.WebhookQueue.Backlog;
import dev.carillon.outgoing.Answer;
import dev.carillon.outgoing.Settled;
import dev.carillon.outgoing.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Metrics of webhooks. Nothing names an endpoint: there is no bound to their number. */
@Singleton
@Startup
class WebhookMetrics {

    private static final String SUCCESS = "success";
    private static final String REJECTED = "rejected";

    private final Map<String, Counter> attempts = new HashMap<>();
    private final Map<String, Counter> dropped = new HashMap<>();
    private final Counter entries;
    private final Counter dead;
    private final Counter due;
    private final Counter quiet;
    private final Counter disabled;
    private final Counter full;
    private final Counter failures;
    private final Counter unsealed;
    private volatile int inFlight;
    private volatile Backlog backlog = new Backlog(0, 0, 0, 0);

    @Inject
    WebhookMetrics(MeterRegistry registry) {
        Stream.concat(
                        Stream.of(SUCCESS, REJECTED),
                        Stream.of(Answer.Fault.values()).map(Answer.Fault::label))
                .forEach(outcome -> attempts.put(
                        outcome,
                        Counter.builder("carillon.webhooks.attempts")
                                .description(
                                        "Requests to endpoints of webhooks by outcome; rejected is any status but 2xx")
                                .tag("outcome", outcome)
                                .register(registry)));
        Stream.of("recalled", "expired", "erased", "retention", "seen", "read", "archived", "replaced", "muted")
                .forEach(reason -> dropped.put(
                        reason,
                        Counter.builder("carillon.webhooks.dropped")
                                .description("Events that were not sent, as there was no need any more, by reason")
                                .tag("reason", reason)
                                .register(registry)));
        entries = counter(registry, "carillon.webhooks.entries", "Entries of the log that endpoints were asked about");
        due = counter(
                registry,
                "carillon.handover.due",
                "Notifications whose time has come; those that were seen are dropped, which carillon.webhooks.dropped counts");
        quiet = counter(registry, "carillon.handover.quiet", "Notifications that wait for the end of quiet hours");
        dead = counter(registry, "carillon.webhooks.dead", "Events that were given up");
        disabled = counter(registry, "carillon.webhooks.disabled", "Endpoints that have disabled themselves by a 410");
        full = counter(
                registry,
                "carillon.webhooks.full",
                "Looks at an endpoint with carillon.webhooks.max-waiting events, which was given none");
        failures = counter(registry, "carillon.webhooks.failures", "Looks for events that failed");
        unsealed = counter(
                registry,
                "carillon.webhooks.unsealed",
                "Events whose endpoint has a secret that carillon.webhooks.secrets does not open");
        Gauge.builder("carillon.webhooks.in.flight", this, m -> m.inFlight)
                .description("Requests to endpoints that this pod waits for")
                .strongReference(true)
                .register(registry);
        Gauge.builder("carillon.webhooks.waiting", this, m -> m.backlog.waiting())
                .description(
                        "Events of all organizations that are not delivered yet, counted every 10 s, at most 100,000")
                .strongReference(true)
                .register(registry);
        Gauge.builder("carillon.webhooks.oldest", this, m -> m.backlog.oldestSeconds())
                .description("How long the oldest of them has waited")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
        Gauge.builder("carillon.webhooks.failing", this, m -> m.backlog.failing())
                .description("Endpoints that are tried with one event at a time, as they have failed")
                .strongReference(true)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    void attempted(Settled<Claim> settled) {
        Answer answer = settled.answer();
        String outcome = answer.fault() != null ? answer.fault().label() : answer.isSuccess() ? SUCCESS : REJECTED;
        Objects.requireNonNull(attempts.get(outcome)).increment();
        if (settled.verdict() instanceof Verdict.Dead || settled.verdict() instanceof Verdict.Gone) {
            dead.increment();
        }
        if (settled.verdict() instanceof Verdict.Gone) {
            disabled.increment();
        }
    }

    void dropped(Map<String, Integer> byReason) {
        byReason.forEach(
                (reason, count) -> Objects.requireNonNull(dropped.get(reason)).increment(count));
    }

    void fed(WebhookQueue.Fed fed) {
        entries.increment(fed.entries());
        full.increment(fed.full());
    }

    void due(int notifications) {
        due.increment(notifications);
    }

    void unsent(Verdict verdict) {
        if (verdict instanceof Verdict.Quiet) {
            quiet.increment();
        } else {
            dropped(Map.of(verdict.label(), 1));
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

    void unsealed() {
        unsealed.increment();
    }
}
