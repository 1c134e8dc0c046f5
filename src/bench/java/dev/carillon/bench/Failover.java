package dev.carillon.bench;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.ClusterScenario;
import dev.carillon.embedded.EmbeddedRedis;
import dev.carillon.embedded.PgBouncer;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresServer;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.CreateOutcome;
import dev.carillon.testkit.Creates;
import dev.carillon.testkit.Creates.Pace;
import dev.carillon.testkit.HistoryEvent;
import dev.carillon.testkit.Judgement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Takes away one part of the system after the other, many times, and measures the effect on users and backends. */
final class Failover implements Benchmark {

    private static final int PODS = 3;
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int CREATES_PER_SECOND = 40;
    private static final int CREATES_BEFORE = 60;
    private static final int CREATES = 480;

    private final Map<String, Outcomes> results = new LinkedHashMap<>();

    @Override
    public void run(int rounds, Path directory, Page page) {
        PostgresSettings postgres = PostgresSettings.temporary()
                .durably()
                .with("wal_keep_size", "512MB")
                .with("max_wal_senders", "4");
        try (BreakableCluster cluster = started(BreakableCluster.start(settings(), postgres, PODS))) {
            for (int round = 0; round < rounds; round++) {
                run(cluster, "a pod is killed (`kill -9`) and started again", () -> {
                    cluster.pod(1).kill();
                    cluster.pod(1).restart();
                    cluster.pod(1).awaitReady(START);
                });
                EmbeddedRedis redis = cluster.services().redis();
                run(cluster, "Redis is killed and comes back after a second", () -> {
                    Map<String, String> sessions = cluster.copySessions();
                    redis.crash();
                    LockSupport.parkNanos(1_000_000_000L);
                    redis.restart();
                    cluster.putBack(sessions);
                });
                run(cluster, "Redis freezes for 10 s", () -> {
                    redis.pause();
                    LockSupport.parkNanos(10_000_000_000L);
                    redis.resume();
                });
                run(
                        cluster,
                        "all connections to PostgreSQL are ended",
                        () -> cluster.postgresFaults().terminateBackends());
                PostgresServer server = cluster.services().postgres();
                run(cluster, "PostgreSQL is killed and recovers", () -> {
                    server.crash();
                    server.restart();
                });
                run(cluster, "PostgreSQL freezes for 10 s", () -> {
                    server.pause();
                    LockSupport.parkNanos(10_000_000_000L);
                    server.resume();
                });
            }
            promotions(cluster, rounds);
        }
        if (PgBouncer.installed().isPresent()) {
            try (BreakableCluster cluster = started(BreakableCluster.behindPooler(settings(), 8, PODS))) {
                for (int round = 0; round < rounds; round++) {
                    run(cluster, "PgBouncer is killed and started again", () -> {
                        cluster.pooler().crash();
                        cluster.pooler().restart();
                    });
                }
            }
        } else {
            page.say("PgBouncer is not installed here: its row is missing.");
        }
        tell(page, rounds);
    }

    private static PodSettings settings() {
        return BreakableCluster.quick("failover");
    }

    private static BreakableCluster started(BreakableCluster cluster) {
        cluster.pods().forEach(pod -> pod.awaitReady(START));
        cluster.awaitBus();
        return cluster;
    }

    /** Each round's standby is the next round's server, so the timeline rises with each. */
    private void promotions(BreakableCluster cluster, int rounds) {
        List<PostgresServer> servers =
                new ArrayList<>(List.of(cluster.services().postgres()));
        try {
            for (int round = 0; round < rounds; round++) {
                PostgresServer server = servers.get(round);
                PostgresServer standby = server.startStandby();
                servers.add(standby);
                server.awaitStandbyWithEachCommit();
                run(cluster, "PostgreSQL is killed, its synchronous standby is promoted", () -> {
                    server.crash();
                    standby.promote();
                    cluster.postgresLinks().forEach(link -> link.retarget("127.0.0.1", standby.port()));
                });
            }
        } finally {
            servers.subList(1, servers.size()).forEach(PostgresServer::close);
        }
    }

    /** @param fault breaks something, and returns after the repair that an operator or a supervisor would make */
    private void run(BreakableCluster cluster, String name, Runnable fault) {
        Outcomes outcomes = results.computeIfAbsent(name, n -> new Outcomes());
        System.out.println("-- " + name);
        try (ClusterScenario scenario = new ClusterScenario(cluster, "failover").open()) {
            Creates creates = scenario.create(Pace.of(12, CREATES_PER_SECOND, CREATES)
                    .withTimeout(Duration.ofSeconds(5))
                    .retryingUnknown(60, Duration.ofMillis(100)));
            scenario.awaitBegun(creates, CREATES_BEFORE);
            fault.run();
            scenario.healed(name);
            outcomes.add(scenario.judge(BOUND), scenario.history().events());
        } catch (AssertionError broken) {
            System.out.println(broken.getMessage());
            outcomes.broken++;
        }
        cluster.awaitBus();
    }

    private void tell(Page page, int rounds) {
        page.say(
                "Three pods, PostgreSQL with commits synced to disk, Redis, three pages on every pod, and 40 create requests a");
        page.say(
                "second by twelve callers, which repeat a request without an answer, or with `503`, under its key every 100 ms. Each");
        page.say(
                "fault comes %d times. \"No create\" is the longest time in a run without an acknowledged create request, anywhere. \"Late\"",
                rounds);
        page.say(
                "is the longest time from an acknowledgement to the moment at which a page shows the notification. The judge of");
        page.say(
                "[reliability.md](../reliability.md) has looked at every run: \"lost or wrong\" are the runs that broke an invariant.");
        page.say("");
        page.say("| fault | no create, s: p50, worst | late, s: p50, worst | resets | lost or wrong |");
        page.say("|---|--:|--:|--:|--:|");
        results.forEach((name, outcomes) -> page.say(
                "| %s | %.2f, %.2f | %.2f, %.2f | %d | %d of %d |",
                name,
                outcomes.values.of("pause"),
                outcomes.values.most("pause"),
                outcomes.values.of("late"),
                outcomes.values.most("late"),
                outcomes.resets,
                outcomes.broken,
                rounds));
    }

    /** Of all runs of one fault. */
    private static final class Outcomes {
        private final Medians values = new Medians();
        private long resets;
        private int broken;

        void add(Judgement verdict, Collection<HistoryEvent> events) {
            values.add("late", verdict.delays().worst().toNanos() / 1e9);
            values.add("pause", longestPause(events) / 1e9);
            resets += verdict.deliveries().resets();
            if (!verdict.passed()) {
                broken++;
            }
        }

        private static long longestPause(Collection<HistoryEvent> events) {
            List<Long> acknowledged = events.stream()
                    .filter(event -> event instanceof HistoryEvent.Answered answer
                            && answer.outcome() instanceof CreateOutcome.Acknowledged)
                    .map(HistoryEvent::at)
                    .sorted()
                    .toList();
            long longest = 0;
            for (int i = 1; i < acknowledged.size(); i++) {
                longest = Math.max(longest, acknowledged.get(i) - acknowledged.get(i - 1));
            }
            return longest;
        }
    }
}
