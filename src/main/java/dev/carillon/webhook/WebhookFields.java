package dev.carillon.webhook;

import dev.carillon.outgoing.OutgoingCalls;
import dev.carillon.outgoing.Target;
import dev.carillon.problem.InvalidField;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks the fields of an endpoint. Whether an address may be called is found out at each call: it may change. */
@Singleton
class WebhookFields {

    private static final int MAX_TYPES = 50;

    private final OutgoingCalls calls;

    @Inject
    WebhookFields(OutgoingCalls calls) {
        this.calls = calls;
    }

    String url(String text) {
        Target target = Target.parse(text)
                .orElseThrow(() -> new InvalidField(
                        "url",
                        "must be an https address of at most " + Target.MAX_LENGTH + " ASCII characters, without"
                                + " account and fragment"));
        if (!target.isHttps() && !calls.allowsHttp()) {
            throw new InvalidField("url", "must begin with https://");
        }
        return text;
    }

    static String[] events(List<String> names) {
        if (names.isEmpty()) {
            throw new InvalidField("events", "must name at least one event");
        }
        if (!names.stream()
                .allMatch(name -> name != null && WebhookEvent.named(name).isPresent())) {
            throw new InvalidField("events", "must be of " + String.join(", ", WebhookEvent.labels()));
        }
        return names.stream().distinct().toArray(String[]::new);
    }

    /** In the form of LIKE. */
    static String[] types(@Nullable List<String> patterns) {
        List<String> given = Objects.requireNonNullElse(patterns, List.of());
        if (given.size() > MAX_TYPES) {
            throw new InvalidField("types", "must not name more than " + MAX_TYPES + " types");
        }
        if (!given.stream().allMatch(type -> type != null && TypePattern.isValid(type))) {
            throw new InvalidField("types", "must be types, each with an optional * at its end");
        }
        return given.stream().map(TypePattern::like).toArray(String[]::new);
    }
}
