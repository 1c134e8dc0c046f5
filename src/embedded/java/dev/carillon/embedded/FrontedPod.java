package dev.carillon.embedded;

/** A pod behind the {@link FrontDoor}. May be asked by any thread. */
interface FrontedPod {

    String name();

    String baseUrl();

    int httpPort();

    boolean isAlive();

    /** Whether a request may be passed to it; blocks for as long as a probe takes. */
    boolean isReady();

    /** Zero where another program has started it and does not tell. */
    long pid();

    /** Ends it without giving it a say, or throws where it is not ours to end. */
    void kill();
}
