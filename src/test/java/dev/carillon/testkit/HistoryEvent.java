package dev.carillon.testkit;

/** One thing that happened; {@code at} is nanoseconds since the history began. */
public sealed interface HistoryEvent {
    long at();

    /** A creator began to create a notification; the marker is its message and unique. */
    record Attempted(long at, String marker, String organization, Audience audience) implements HistoryEvent {}

    /** One try of that ended; a retry under the same key is a further answer to the same marker. */
    record Answered(long at, String marker, CreateOutcome outcome) implements HistoryEvent {}

    /** A page was opened and is meant to be connected from now on. */
    record Opened(long at, String page, String organization, String user) implements HistoryEvent {}

    record Connected(long at, String page, boolean resumed) implements HistoryEvent {}

    /** Its pod has told the page to connect again. */
    record ToldToReconnect(long at, String page) implements HistoryEvent {}

    /** Taken off the network on purpose: it is owed everything, but later. */
    record WentOffline(long at, String page) implements HistoryEvent {}

    record CameBack(long at, String page) implements HistoryEvent {}

    record Shown(long at, String page, String position, long id, String marker) implements HistoryEvent {}

    record WasReset(long at, String page, String reason) implements HistoryEvent {}

    /** The list that a reset made the page load has arrived. */
    record Reloaded(long at, String page, long resetAt, Coverage coverage) implements HistoryEvent {}

    /** A final answer: an EventSource does not try again. */
    record GaveUp(long at, String page, int status) implements HistoryEvent {}

    /** Closed on purpose. */
    record Left(long at, String page) implements HistoryEvent {}

    /** The injected fault is over: delays of earlier notifications are counted from here. */
    record Healed(long at, String fault) implements HistoryEvent {}
}
