package dev.carillon.testkit;

/** How an attempt to create a notification ended, as far as the creator can know. */
public sealed interface CreateOutcome {
    record Acknowledged(long id) implements CreateOutcome {}

    /** Rejected for certain: it must never be shown. */
    record Rejected(int status) implements CreateOutcome {}

    /** Timed out, cut off, or an error that does not say: it may have been committed or not. */
    record Unknown(String reason) implements CreateOutcome {}
}
