package dev.carillon.sizing;

/** The needs of an installation, by the figures. */
record Size(Installation installation, Figures figures) {

    /** Streams that a pod of {@code k8s/} may hold. */
    static final int SHIPPED_LIMIT = 10_000;
    /** So that two of three zones can carry all streams. */
    static final double TARGET = 0.6;
    /** MiB, as in {@code k8s/}. */
    static final int DIRECT_BUFFERS = 256;
    /** KiB of the kernel's for a client that has stopped reading: twice the size that a socket asks for. */
    static final int STALLED = 258;
    /** The part of the clients that may have stopped reading: more of them raise CarillonClientsBehind. */
    static final double STALLED_SHARE = 0.05;

    private static final int LARGE = 100_000;
    private static final int LEAST_PODS = 3;
    private static final int POOL = 16;
    private static final int LEAST_POOL = 2;
    private static final int CONNECTIONS = 480;
    private static final double ROLLOUT = 1.25;
    private static final int PROCESSORS_OF_CREATES = 2;
    private static final double MIB = 1 << 20;
    private static final double MEGA = 1e6;
    private static final double MAX_AGE_SECONDS = 1_800;
    private static final double DRAIN_SECONDS = 30;

    /** As shipped; for a large installation as many as a pod has ever held. */
    int limit() {
        return installation.streams() > LARGE ? figures.streams() : SHIPPED_LIMIT;
    }

    long pods() {
        return Math.max(LEAST_PODS, (long) Math.ceil(installation.streams() / (TARGET * limit())));
    }

    /** MiB for a pod that is full. */
    double memory() {
        double stalled = STALLED_SHARE * STALLED * 1024;
        return figures.podMegabytes() * MEGA / MIB + DIRECT_BUFFERS + limit() * (figures.streamBytes() + stalled) / MIB;
    }

    /** Processors that are busy, over all pods and the two stores. */
    double processors() {
        double micros = installation.streams() * figures.idleMicros()
                + installation.createsPerSecond() * figures.deliveryMicros()
                + installation.streams() / MAX_AGE_SECONDS * figures.openMicros();
        return micros / MEGA + installation.createsPerSecond() / figures.creates() * PROCESSORS_OF_CREATES;
    }

    /** {@code quarkus.datasource.jdbc.max-size}, so that a PostgreSQL of 500 connections has room for a rollout. */
    long pool() {
        long share = (long) (CONNECTIONS / (pods() * ROLLOUT)) - 1;
        return Math.max(LEAST_POOL, Math.min(POOL, share));
    }

    /** As the command {@code check} adds them up: a quarter more in a rollout, and one for retention in each pod. */
    long connections() {
        return (long) Math.ceil(pods() * ROLLOUT) * (pool() + 1);
    }

    /** A second, while one pod drains. */
    double reopens() {
        return installation.streams() / (double) pods() / DRAIN_SECONDS;
    }
}
