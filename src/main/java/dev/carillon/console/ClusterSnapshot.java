package dev.carillon.console;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.carillon.console.PodRegistry.Heard;
import dev.carillon.notification.NotificationJson;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything that a console shows, once per interval.
 *
 * @param servedBy the pod that sends it
 * @param intervalMillis milliseconds until the next one
 * @param kept number of samples in the graphs
 * @param organizations the ones with the most connections, over all pods that are not silent
 * @param otherConnections connections of all other organizations
 */
record ClusterSnapshot(
        String type,
        String timestamp,
        String servedBy,
        long intervalMillis,
        int kept,
        List<ShownPod> pods,
        List<Organization> organizations,
        long otherConnections) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** @param silentSeconds seconds since its last report; zero while it reports on time */
    record ShownPod(@JsonUnwrapped PodStatus report, double silentSeconds) {}

    /** @param pods number of pods that hold its connections */
    record Organization(String id, long connections, int pods) {

        Organization plus(long more) {
            return new Organization(id, connections + more, pods + 1);
        }
    }

    /** @param own the report of the pod that sends it */
    static ClusterSnapshot of(List<Heard> heard, ConsoleConfig config, PodStatus own, Clock clock) {
        long now = System.nanoTime();
        List<ShownPod> pods = new ArrayList<>();
        Map<String, Organization> organizations = new HashMap<>();
        long connections = 0;
        for (Heard one : heard) {
            PodStatus report = one.report();
            boolean silent = now - one.at() > config.silentAfter().toNanos();
            pods.add(new ShownPod(report, silent ? SampleHistory.rounded((now - one.at()) / NANOS_PER_SECOND) : 0));
            if (!silent) {
                connections += report.connections();
                report.largest()
                        .forEach(share -> organizations.merge(
                                share.id(),
                                new Organization(share.id(), share.connections(), 1),
                                (known, more) -> known.plus(more.connections())));
            }
        }
        List<Organization> shown = organizations.values().stream()
                .sorted(Comparator.comparingLong(Organization::connections)
                        .reversed()
                        .thenComparing(Organization::id))
                .limit(config.organizations())
                .toList();
        long named = shown.stream().mapToLong(Organization::connections).sum();
        return new ClusterSnapshot(
                "cluster",
                NotificationJson.isoMillis(clock.instant()),
                nameOf(own, heard),
                config.interval().toMillis(),
                config.history(),
                pods,
                shown,
                Math.max(0, connections - named));
    }

    /** As consoles know it. */
    private static String nameOf(PodStatus own, List<Heard> heard) {
        return heard.stream()
                .map(Heard::report)
                .filter(report -> Objects.equals(report.process(), own.process()))
                .map(PodStatus::pod)
                .findFirst()
                .orElse(own.pod());
    }

    /** For a console that has the history already. */
    ClusterSnapshot withoutHistory() {
        List<ShownPod> shorter = pods.stream()
                .map(pod -> new ShownPod(pod.report().withoutHistory(), pod.silentSeconds()))
                .toList();
        return new ClusterSnapshot(
                type, timestamp, servedBy, intervalMillis, kept, shorter, organizations, otherConnections);
    }
}
