package dev.carillon.proxy;

import dev.carillon.cluster.PodMetrics;
import dev.carillon.embedded.Pod;

/** How many streams a pod has, as its autoscaler would see it. */
final class PodClients {

    private PodClients() {}

    static int of(Pod pod) {
        return (int) PodMetrics.of(pod).get("carillon_clients");
    }
}
