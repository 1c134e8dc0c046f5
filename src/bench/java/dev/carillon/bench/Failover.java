package dev.carillon.bench;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.ShardedRing;
import dev.carillon.embedded.EmbeddedRedis;
import dev.carillon.embedded.PgBouncer;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresServer;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.ChaosProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** Takes away one part of the system after the other, many times, and measures the effect on users and backends. */
final class Failover implements Benchmark {

    /** A partition divides them. */
    private static final int PODS = 4;

    private static final Duration DEATH = Duration.ofSeconds(120);
    private static final Duration HELD = Duration.ofSeconds(10);
    private static final Duration SLOWER = Duration.ofMillis(200);

    private final FailoverTable table = new FailoverTable();

    @Override
    public void run(Rounds rounds, Path directory, Page page) throws IOException {
        // Those of ownServers are four.
        rounds.shareAmong(7);
        page.due(table, () -> table.tell(page));
        ownServers(rounds);
        redisCluster(rounds);
        if (PgBouncer.installed().isPresent()) {
            pooler(rounds);
        } else {
            page.say("PgBouncer is not installed here: its row is missing.");
        }
        if (SmallDisk.isPossible()) {
            disk(rounds, directory);
        } else {
            page.say("Nobody but root can mount a disk here: its rows are missing.");
        }
        page.tell(table);
    }

    private void ownServers(Rounds rounds) {
        try (BreakableCluster cluster = BreakableCluster.start(settings(), durable(), PODS)) {
            FailoverRounds of = new FailoverRounds(cluster, table, cluster::awaitBus);
            cluster.awaitBus();
            pods(cluster, of, rounds);
            redis(cluster, of, rounds);
            postgres(cluster, of, rounds);
            new Promotions(cluster, of).run(rounds);
        }
    }

    /** Promotions alone, of standbys as docs/operations.md has them. The others have PostgreSQL's default. */
    static void promotions(Rounds rounds, Path directory, Page page) {
        FailoverTable table = new FailoverTable();
        page.due(table, () -> table.tell(page));
        PostgresSettings advised = durable().with("wal_retrieve_retry_interval", "500ms");
        try (BreakableCluster cluster = BreakableCluster.start(settings(), advised, PODS)) {
            cluster.awaitBus();
            new Promotions(cluster, new FailoverRounds(cluster, table, cluster::awaitBus)).withoutLoss(rounds);
        }
        page.tell(table);
    }

    private static PodSettings settings() {
        return BreakableCluster.quick("failover");
    }

    private static PostgresSettings durable() {
        return PostgresSettings.temporary()
                .durably()
                .with("wal_keep_size", "512MB")
                .with("max_wal_senders", "4");
    }

    private static void pods(BreakableCluster cluster, FailoverRounds of, Rounds rounds) {
        for (int round : rounds.each()) {
            of.brief("a pod is killed (`kill -9`) and started again", () -> {
                cluster.pod(1).kill();
                cluster.heal();
            });
            of.brief("a pod has no memory left, ends, and is started again", () -> {
                MemoryEater.into(cluster.pod(2).pid());
                Awaitility.await("the end of the pod")
                        .atMost(DEATH)
                        .until(() -> !cluster.pod(2).isAlive());
                cluster.heal();
            });
            of.lasting("half the pods are cut from Redis and PostgreSQL for 10 s", () -> {
                List<ChaosProxy> links = List.of(
                        cluster.redisLink(3), cluster.postgresLink(3), cluster.redisLink(4), cluster.postgresLink(4));
                links.forEach(ChaosProxy::blackHole);
                hold();
                links.forEach(ChaosProxy::pass);
            });
            of.lasting("a pod reads the log slowly: 200 ms each way, for 10 s", () -> {
                cluster.postgresLink(2).delay(SLOWER);
                hold();
                cluster.postgresLink(2).pass();
            });
        }
    }

    private static void redis(BreakableCluster cluster, FailoverRounds of, Rounds rounds) {
        EmbeddedRedis redis = cluster.services().redis();
        for (int round : rounds.each()) {
            of.brief("Redis is killed and comes back after a second", () -> {
                Map<String, String> sessions = cluster.copySessions();
                redis.crash();
                LockSupport.parkNanos(1_000_000_000L);
                redis.restart();
                cluster.putBack(sessions);
            });
            of.lasting("Redis freezes for 10 s", () -> {
                redis.pause();
                hold();
                redis.resume();
            });
        }
    }

    private static void postgres(BreakableCluster cluster, FailoverRounds of, Rounds rounds) {
        PostgresServer server = cluster.services().postgres();
        for (int round : rounds.each()) {
            of.brief(
                    "all connections to PostgreSQL are ended",
                    () -> cluster.postgresFaults().terminateBackends());
            of.brief("PostgreSQL is killed and recovers", () -> {
                server.crash();
                server.restart();
            });
            of.lasting("PostgreSQL freezes for 10 s", () -> {
                server.pause();
                hold();
                server.resume();
            });
        }
    }

    private void redisCluster(Rounds rounds) {
        try (ShardedRing ring = ShardedRing.start()) {
            FailoverRounds of = new FailoverRounds(ring, table, ring::awaitBus);
            for (int round : rounds.each()) {
                int shard = round % 3;
                of.brief(
                        "one of three masters of a Redis Cluster is killed",
                        () -> ring.redis().replaceMaster(shard));
            }
        }
    }

    private void pooler(Rounds rounds) {
        try (BreakableCluster cluster = BreakableCluster.behindPooler(settings(), 8, 3)) {
            FailoverRounds of = new FailoverRounds(cluster, table, cluster::awaitBus);
            cluster.awaitBus();
            for (int round : rounds.each()) {
                of.brief("PgBouncer is killed and started again", () -> {
                    cluster.pooler().crash();
                    cluster.pooler().restart();
                });
            }
        }
    }

    private void disk(Rounds rounds, Path directory) throws IOException {
        try (SmallDisk disk = SmallDisk.mountedAt(directory.resolve("disk"))) {
            PostgresSettings settings =
                    PostgresSettings.keptIn(disk.path().resolve("postgresql")).with("max_wal_size", "64MB");
            try (BreakableCluster cluster = BreakableCluster.start(settings(), settings, 3)) {
                FailoverRounds of = new FailoverRounds(cluster, table, cluster::awaitBus);
                cluster.awaitBus();
                for (int round : rounds.each()) {
                    of.lasting("the disk of PostgreSQL is full for 10 s", () -> {
                        disk.fill();
                        hold();
                        disk.free();
                        cluster.heal();
                    });
                    of.lasting("the disk of PostgreSQL freezes for 10 s", () -> {
                        disk.freeze();
                        hold();
                        disk.thaw();
                    });
                }
            }
        }
    }

    private static void hold() {
        LockSupport.parkNanos(HELD.toNanos());
    }
}
