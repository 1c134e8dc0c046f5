package dev.carillon.notification.change;

import dev.carillon.notification.Committed;
import java.time.Instant;

/** The result of a {@link ChangeRequest}. */
public sealed interface ChangeOutcome {

    /**
     * It is committed.
     *
     * @param committed the entry, alone
     */
    record Done(Committed committed) implements ChangeOutcome {}

    /**
     * An earlier request has done it, so nothing was written: one with the same key and body, or another recall.
     *
     * @param entry the id of the entry that it has added
     * @param byKey whether it had the same key
     */
    record DoneBefore(long entry, Instant at, boolean byKey) implements ChangeOutcome {}

    /** The key was used for another request; nothing was written. */
    record KeyReused() implements ChangeOutcome {}

    /** It was recalled, so there is no text that could be replaced. */
    record Recalled() implements ChangeOutcome {}

    /** There is no such notification, or none that the caller has created. */
    record Missing() implements ChangeOutcome {}
}
