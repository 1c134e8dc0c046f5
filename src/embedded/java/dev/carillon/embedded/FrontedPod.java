package dev.carillon.embedded;

/** A pod behind the {@link FrontDoor}. May be asked by any thread. */
interface FrontedPod {

    String name();

    String baseUrl();

    int httpPort();

    boolean isAlive();

    /** Whether a request may be passed to it; blocks for as long as a probe takes. */
    boolean isReady();

    /** The process id; zero if another program has started the pod. */
    long pid();

    /** Kills the pod, or throws if another program has started it. */
    void kill();
}
