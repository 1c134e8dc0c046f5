package dev.carillon.console;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status that a pod reports once per interval. Fields that another version adds are ignored; missing ones are zero.
 *
 * @param process an id of the pod's run, as two pods may have been given the same name; null from a pod that does not say
 * @param version the version of Carillon that it runs; null from a pod that does not say
 * @param draining whether the pod is draining
 * @param connections open streams of users
 * @param behind of these, the clients that are behind: slow, or just resuming
 * @param moment the sample of the last interval
 * @param history the samples before it, oldest first
 * @param probeMillis milliseconds of a probe over the bus and back; null while unknown
 * @param organizations number of organizations with a client there
 * @param largest of these, the ones with the most
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record PodStatus(
        String pod,
        @Nullable String process,
        @Nullable String version,
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

    /** An organization and the number of its streams there. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Share(String id, long connections) {}

    /**
     * One interval. The names are short because a report carries many.
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

    /** For receivers that have the earlier samples. */
    PodStatus withoutHistory() {
        return with(pod, List.of());
    }

    /** For consoles, which know a pod by its name. */
    PodStatus called(String name) {
        return with(name, history);
    }

    private PodStatus with(String name, List<Sample> samples) {
        return new PodStatus(
                name,
                process,
                version,
                uptimeSeconds,
                draining,
                connections,
                behind,
                busDelivers,
                probeMillis,
                organizations,
                largest,
                moment,
                samples);
    }
}
