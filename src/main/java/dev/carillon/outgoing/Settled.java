package dev.carillon.outgoing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The outcome of a claim. */
public record Settled<C>(C claim, Answer answer, Verdict verdict) {

    private static final Answer NOT_ASKED = new Answer(0, null, null, Duration.ZERO);

    /** Without a request. */
    public static <C> Settled<C> unsent(C claim, Verdict verdict) {
        return new Settled<>(claim, NOT_ASKED, verdict);
    }

    /** Null without an answer. */
    public @Nullable Integer status() {
        return answer.status() == 0 ? null : answer.status();
    }

    /** The answer in words, if it is no success. */
    public String failure() {
        return answer.fault() == null
                ? "status " + answer.status()
                : answer.fault().label();
    }

    /** The time until it is due again; zero if it is not. */
    public Duration delay() {
        if (verdict instanceof Verdict.Retry retry) {
            return retry.delay();
        }
        return verdict instanceof Verdict.Quiet quiet ? quiet.left() : Duration.ZERO;
    }

    /** How long its server wants to be left alone. */
    public Duration hold() {
        return verdict instanceof Verdict.Retry retry ? retry.hold() : Duration.ZERO;
    }
}
