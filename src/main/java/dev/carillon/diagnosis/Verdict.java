package dev.carillon.diagnosis;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The answer in a word, the most certain first. */
public enum Verdict {
    /** The notification is for somebody else. */
    NOT_FOR_THIS_USER,
    /** A client of the user has acknowledged it. */
    ACKNOWLEDGED,
    /** It was written to a stream of the user that was open when it was created. */
    WRITTEN,
    /** The user's streams that could have got it had not asked for its type. */
    FILTERED,
    /** A stream of the user is open and has not reached it: its socket is slow, or its pod lags. */
    BEHIND,
    /** The user's streams were all opened later: it is in the list, and only resumed streams got it. */
    OPENED_LATER,
    /** No pod that answered knows a stream of the user that got it; its pod may be gone or have forgotten. */
    NO_STREAM_KNOWN;

    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Verdict of(boolean isForUser, boolean acknowledged, Instant createdAt, List<PodReport> pods) {
        if (!isForUser) {
            return NOT_FOR_THIS_USER;
        }
        if (acknowledged) {
            return ACKNOWLEDGED;
        }
        List<PodReport.StreamReport> streams =
                pods.stream().flatMap(pod -> pod.streams().stream()).toList();
        List<PodReport.StreamReport> atThatTime = streams.stream()
                .filter(s -> !s.openedAt().isAfter(createdAt))
                .filter(s -> s.closedAt() == null || s.closedAt().isAfter(createdAt))
                .toList();
        if (atThatTime.stream().anyMatch(s -> s.isPast() && !Boolean.FALSE.equals(s.wantsType()))) {
            return WRITTEN;
        }
        if (atThatTime.stream().anyMatch(s -> Boolean.FALSE.equals(s.wantsType()))) {
            return FILTERED;
        }
        if (streams.stream().anyMatch(s -> s.closedAt() == null && !s.isPast())) {
            return BEHIND;
        }
        boolean later = streams.stream().anyMatch(s -> s.openedAt().isAfter(createdAt));
        return atThatTime.isEmpty() && later ? OPENED_LATER : NO_STREAM_KNOWN;
    }
}
