package dev.carillon.console;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pod tells of itself once per interval. Fields that another version adds are ignored, those that it lacks are
 * zero.
 *
 * @param draining whether it is on its way out
 * @param connections open streams of users
 * @param behind of these, who have not got everything: slow, or just resuming
 * @param moment what happened in the last interval
 * @param history the moments before it, oldest first
 * @param probeMillis the way over the bus and back; null while nothing is known
 * @param organizations how many have a client there
 * @param largest of these, the ones with the most
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record PodStatus(
        String pod,
        long uptimeSeconds,
        boolean draining,
        long connections,
        long behind,
        boolean busDelivers,
        @Nullable Double probeMillis,
        int organizations,
        List<Share> largest,
        Sample moment,
        List<Sample> history) {

    /** An organization and how many streams it has there. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Share(String id, long connections) {}

    /**
     * One interval. Short names, since a report carries many.
     *
     * @param n connections at its end
     * @param b of these, behind
     * @param c notifications committed per second
     * @param w written to clients per second
     * @param d milliseconds from commit to write, on average; null if nothing was written
     * @param s the slowest of these
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Sample(
            long n,
            long b,
            double c,
            double w,
            @Nullable Double d,
            @Nullable Double s) {}

    /** For those who have seen the moments before. */
    PodStatus withoutHistory() {
        return new PodStatus(
                pod,
                uptimeSeconds,
                draining,
                connections,
                behind,
                busDelivers,
                probeMillis,
                organizations,
                largest,
                moment,
                List.of());
    }
}
