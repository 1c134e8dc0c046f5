package dev.carillon.insight;

import java.util.List;

/**
 * The state of a pod at one moment.
 *
 * @param clients connected to this pod
 * @param behind how many of these are behind: slow, or just resuming
 * @param committed notifications that this pod has committed since it started
 * @param written how often a notification was written to a live client since then
 * @param delayMillis from commit to write, summed over all of these
 * @param slowestMillis the longest of these delays since the last pod stats
 * @param probeMillis how long the last probe of the bus took; NaN before the first one
 * @param organizations how many have a client here
 * @param largest the organizations with the most clients here, in descending order
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
