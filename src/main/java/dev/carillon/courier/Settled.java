package dev.carillon.courier;

import dev.carillon.outgoing.Answer;
import java.time.Duration;

/** The outcome of a claim. */
record Settled(Claim claim, Answer answer, Verdict verdict) {

    private static final Answer NOT_ASKED = new Answer(0, null, null, Duration.ZERO);

    /** Without a request. */
    static Settled unsent(Claim claim, Verdict verdict) {
        return new Settled(claim, NOT_ASKED, verdict);
    }
}
