package dev.carillon.scaling;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Pods as numbers of clients, second by second: who is cut comes back after a random pause, to the emptier of two pods
 * that the gateway picks at random, and is sent away where a pod opens too many per second or is full.
 */
final class Cluster {

    private static final int LONGEST_PAUSE = 64;
    private static final int NEVER = Integer.MAX_VALUE;

    private final Model model;
    private final RandomGenerator random;
    private final int[] clients;
    private final int[] openedNow;
    private final int[] drainFrom;
    private final int[] returning = new int[LONGEST_PAUSE];
    private int second;
    private int reconnects;
    private int refused;

    /**
     * @param retry seconds that a browser waits, from and to
     * @param busyRetry the same after it was sent away
     * @param maxAge seconds that a connection lives on the average
     */
    record Model(
            int pods,
            int clients,
            int opensPerSecond,
            int maxPerPod,
            int[] retry,
            int[] busyRetry,
            int maxAge,
            int drain) {}

    Cluster(Model model, RandomGenerator random) {
        this.model = model;
        this.random = random;
        this.clients = new int[model.pods()];
        this.openedNow = new int[model.pods()];
        this.drainFrom = new int[model.pods()];
        Arrays.fill(clients, model.clients() / model.pods());
        Arrays.fill(drainFrom, NEVER);
    }

    /** The pod ends its streams evenly over the drain window and is then replaced by an empty one. */
    void replace(int pod) {
        drainFrom[pod] = second;
    }

    void tick() {
        Arrays.fill(openedNow, 0);
        refused = 0;
        reconnects = returning[second % LONGEST_PAUSE];
        returning[second % LONGEST_PAUSE] = 0;
        for (int i = 0; i < reconnects; i++) {
            open();
        }
        for (int pod = 0; pod < clients.length; pod++) {
            int ended = isDraining(pod) ? drained(pod) : aged(pod);
            clients[pod] -= ended;
            for (int i = 0; i < ended; i++) {
                comeBack(model.retry());
            }
            if (drainFrom[pod] != NEVER && clients[pod] == 0 && second >= drainFrom[pod] + model.drain()) {
                drainFrom[pod] = NEVER;
            }
        }
        second++;
    }

    private void open() {
        int one = random.nextInt(clients.length);
        int other = random.nextInt(clients.length);
        int pod = isDraining(one) || (!isDraining(other) && clients[other] < clients[one]) ? other : one;
        if (isDraining(pod) || openedNow[pod] >= model.opensPerSecond() || clients[pod] >= model.maxPerPod()) {
            refused++;
            comeBack(model.busyRetry());
        } else {
            openedNow[pod]++;
            clients[pod]++;
        }
    }

    private void comeBack(int[] pause) {
        returning[(second + random.nextInt(pause[0], pause[1] + 1)) % LONGEST_PAUSE]++;
    }

    private boolean isDraining(int pod) {
        return drainFrom[pod] != NEVER;
    }

    private int drained(int pod) {
        int left = drainFrom[pod] + model.drain() - second;
        return left <= 1 ? clients[pod] : clients[pod] / left;
    }

    private int aged(int pod) {
        double expected = (double) clients[pod] / model.maxAge();
        return Math.min(clients[pod], (int) (expected + random.nextDouble()));
    }

    int connected() {
        return Arrays.stream(clients).sum();
    }

    int fullest() {
        return Arrays.stream(clients).max().orElse(0);
    }

    int reconnects() {
        return reconnects;
    }

    int refused() {
        return refused;
    }
}
