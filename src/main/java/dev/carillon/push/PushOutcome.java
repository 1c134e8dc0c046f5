package dev.carillon.push;

import dev.carillon.outgoing.Answer;
import java.time.Duration;

/** The outcome of a claim. */
record PushOutcome(PushClaim claim, Answer answer, PushVerdict verdict) {

    private static final Answer NOT_ASKED = new Answer(0, null, null, Duration.ZERO);

    /** Without a request. */
    static PushOutcome unsent(PushClaim claim, PushVerdict verdict) {
        return new PushOutcome(claim, NOT_ASKED, verdict);
    }
}
