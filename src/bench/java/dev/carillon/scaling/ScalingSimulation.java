package dev.carillon.scaling;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Ten million connections for an hour: a rolling update, then a shard of Redis that is lost. Pods, browsers and the bus
 * behave as configured by default; nothing is measured here, and no network is simulated.
 *
 * <p>Arguments: the directory for the plots, and the seed.
 */
public final class ScalingSimulation {

    private static final int SECONDS = 3600;
    private static final int PODS = 320;
    private static final int CLIENTS = 10_000_000;
    private static final Cluster.Model MODEL =
            new Cluster.Model(PODS, CLIENTS, 2000, 50_000, new int[] {2, 8}, new int[] {5, 30}, 30 * 60, 20);

    // A rolling update replaces a twentieth of the pods at a time; the next begin when these are ready.
    private static final int ROLLOUT_AT = 300;
    private static final int ROLLOUT_BATCH = 16;
    private static final int ROLLOUT_EVERY = 45;

    private static final int SHARDS = 8;
    private static final int SHARD_LOST_AT = 2400;
    // The node's time-out of 15 s by default, the vote, and the pods' way to the new master.
    private static final int SHARD_AWAY = 18;
    // How long a probe must be missing, ere a pod goes over to the database.
    private static final int NOTICE = 3;

    private final double[] connected = new double[SECONDS];
    private final double[] fullest = new double[SECONDS];
    private final double[] reconnects = new double[SECONDS];
    private final double[] refused = new double[SECONDS];
    private final double[] checks = new double[SECONDS];
    private final double[] lateOfShard = new double[SECONDS];
    private final RandomGenerator random;

    private ScalingSimulation(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments.length > 0 ? arguments[0] : "docs/images");
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        System.out.println("seed " + seed);
        ScalingSimulation simulation = new ScalingSimulation(seed);
        simulation.run();
        simulation.tell();
        simulation.plot(directory);
    }

    private void run() {
        Cluster cluster = new Cluster(MODEL, random);
        for (int second = 0; second < SECONDS; second++) {
            int batch = (second - ROLLOUT_AT) / ROLLOUT_EVERY;
            if (second >= ROLLOUT_AT && (second - ROLLOUT_AT) % ROLLOUT_EVERY == 0 && batch * ROLLOUT_BATCH < PODS) {
                for (int pod = batch * ROLLOUT_BATCH; pod < Math.min(PODS, (batch + 1) * ROLLOUT_BATCH); pod++) {
                    cluster.replace(pod);
                }
            }
            cluster.tick();
            connected[second] = cluster.connected();
            fullest[second] = cluster.fullest();
            reconnects[second] = cluster.reconnects();
            refused[second] = cluster.refused();
            watchPositions(second);
        }
    }

    /** Each pod asks for all of its organizations in one statement: every two seconds, or every one without the bus. */
    private void watchPositions(int second) {
        boolean away = second >= SHARD_LOST_AT && second < SHARD_LOST_AT + SHARD_AWAY;
        boolean noticed = away && second >= SHARD_LOST_AT + NOTICE;
        double interval = noticed ? 1 : 2;
        int asked = 0;
        double latest = 0;
        for (int pod = 0; pod < PODS; pod++) {
            asked += random.nextDouble() < 1 / interval ? 1 : 0;
            // A notification of the lost shard waits for the pod's next check, which is spread by a fifth.
            latest = Math.max(latest, interval * random.nextDouble(0.8, 1.2) * random.nextDouble());
        }
        checks[second] = asked;
        lateOfShard[second] = away ? 1000 * latest : 5;
    }

    private void tell() {
        System.out.printf(Locale.ROOT, "pods %d, clients %,d, clients per pod %,d%n", PODS, CLIENTS, CLIENTS / PODS);
        System.out.printf(Locale.ROOT, "fewest connected at once %,.0f%n", min(connected));
        System.out.printf(Locale.ROOT, "most clients on one pod %,.0f%n", max(fullest));
        System.out.printf(
                Locale.ROOT,
                "reconnects per second: %,.0f before the rollout, %,.0f at most%n",
                Arrays.stream(reconnects, 60, ROLLOUT_AT).average().orElse(0),
                max(reconnects));
        System.out.printf(Locale.ROOT, "sent away per second at most %,.0f%n", max(refused));
        System.out.printf(
                Locale.ROOT,
                "position checks per second: %,.0f usually, %,.0f at most%n",
                Arrays.stream(checks, 0, ROLLOUT_AT).average().orElse(0),
                max(checks));
        System.out.printf(
                Locale.ROOT,
                "share of organizations on the lost shard 1/%d, late by at most %,.0f ms for %d s%n",
                SHARDS,
                max(lateOfShard),
                SHARD_AWAY);
    }

    private void plot(Path directory) throws IOException {
        new Plot("Connected clients: a rolling update of " + PODS + " pods from minute 5", "clients")
                .line("connected", connected)
                .write(directory.resolve("scaling-connected.svg"));
        new Plot("Reconnects", "per second")
                .line("opened or tried", reconnects)
                .line("sent away", refused)
                .write(directory.resolve("scaling-reconnects.svg"));
        new Plot("Clients of the fullest pod", "clients; the limit is 50,000")
                .line("fullest pod", fullest)
                .write(directory.resolve("scaling-fullest.svg"));
        new Plot(
                        "A shard of Redis is lost in minute 40",
                        "position checks per second; delay of its organizations in ms")
                .line("checks", checks)
                .line("latest delivery", lateOfShard)
                .write(directory.resolve("scaling-shard.svg"));
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElse(0);
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElse(0);
    }
}
