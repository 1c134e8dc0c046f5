package dev.carillon.proxy;

import dev.carillon.embedded.Pod;

/** Where a proxy sends to, and asks for health. */
record Target(int httpPort, int managementPort) {

    /** The discard port, which has no listener. */
    static final Target NOBODY = new Target(9, 9);

    static Target of(Pod pod) {
        return new Target(pod.httpPort(), pod.managementPort());
    }
}
