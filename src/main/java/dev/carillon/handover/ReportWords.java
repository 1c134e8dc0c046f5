package dev.carillon.handover;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Words that the reports of all ways share. */
public final class ReportWords {

    private static final Duration IN_SECONDS = Duration.ofMinutes(2);
    private static final Duration IN_MINUTES = Duration.ofHours(2);

    private ReportWords() {}

    /**
     * "Seen on client 26-21-1, 12 s before it was due".
     *
     * @param reason seen, read or archived
     * @param at null if it is not known
     * @param by the client that said so
     */
    public static String looked(String reason, @Nullable Instant at, @Nullable String by, Instant dueAt) {
        String verb = Character.toUpperCase(reason.charAt(0)) + reason.substring(1);
        if (at == null) {
            return verb;
        }
        Duration before = Duration.between(at, dueAt);
        return verb
                + (by == null ? " " : " on client " + by + ", ")
                + (before.isNegative()
                        ? duration(before.negated()) + " after it was due"
                        : duration(before) + " before it was due");
    }

    public static String attempts(int number) {
        return number == 1 ? "1 attempt" : number + " attempts";
    }

    public static String duration(Duration duration) {
        if (duration.compareTo(IN_SECONDS) < 0) {
            return duration.toSeconds() + " s";
        }
        return duration.compareTo(IN_MINUTES) < 0 ? duration.toMinutes() + " min" : duration.toHours() + " h";
    }
}
