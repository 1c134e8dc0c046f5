package dev.carillon.insight;

import java.util.List;

/**
 * How a pod is at one moment.
 *
 * @param clients connected to this pod
 * @param behind of these, who have not got everything that this pod has: slow, or just resuming
 * @param committed notifications that this pod has committed since it started
 * @param written how often a notification was written to a live client since then
 * @param delayMillis from commit to write, the sum over all that were written
 * @param slowestMillis the longest of these since the last pulse was taken
 * @param probeMillis how long the last probe of the bus took; NaN before the first
 * @param organizations how many have a client here
 * @param largest of these, the ones with the most clients, most first
 */
public record PodStats(
        long clients,
        long behind,
        long committed,
        long written,
        long delayMillis,
        long slowestMillis,
        boolean busDelivers,
        double probeMillis,
        int organizations,
        List<Share> largest) {

    public PodStats {
        largest = List.copyOf(largest);
    }

    /** An organization's clients on this pod. */
    public record Share(String organizationId, long clients) {}
}
