package dev.carillon.courier;

import dev.carillon.outgoing.Answer;

/** The outcome of a claim. */
record Settled(Claim claim, Answer answer, Verdict verdict) {}
