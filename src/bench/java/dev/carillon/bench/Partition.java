package dev.carillon.bench;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.DividedRing;
import dev.carillon.embedded.PostgresSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The fault of {@link Failover} that needs a network of its own: packets are lost, and nobody is told. Half the pods keep
 * their clients and reach neither server, and so none of the other half.
 */
final class Partition implements Benchmark {

    private static final Duration BRIEF = Duration.ofSeconds(10);
    /** Longer than PostgreSQL's and Redis's connections live without an acknowledgement. */
    private static final Duration LONG = Duration.ofSeconds(40);

    @Override
    public void run(Rounds rounds, Path directory, Page page) {
        if (!DividedRing.isPossible()) {
            throw new IllegalStateException("Nobody but root can make network namespaces, by iproute2 and nsenter.");
        }
        FailoverTable table = new FailoverTable();
        page.due(table, () -> table.tell(page));
        try (DividedRing ring = DividedRing.start(
                BreakableCluster.quick("failover"), PostgresSettings.temporary().durably(), directory)) {
            FailoverRounds of = new FailoverRounds(ring, table, ring::awaitBus);
            for (int round : rounds.each()) {
                of.lasting(
                        "half the pods are behind a wire that loses every packet for 10 s",
                        BRIEF,
                        () -> cut(ring, BRIEF));
                of.lasting("the same for 40 s", LONG, () -> cut(ring, LONG));
            }
        }
        page.tell(table);
    }

    private static void cut(DividedRing ring, Duration howLong) {
        ring.divide();
        LockSupport.parkNanos(howLong.toNanos());
        ring.unite();
    }
}
