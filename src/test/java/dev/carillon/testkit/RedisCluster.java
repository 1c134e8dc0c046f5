package dev.carillon.testkit;

import dev.carillon.embedded.EmbeddedRedis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A real Redis Cluster on the loopback interface: three masters, each with a replica that takes over. */
public final class RedisCluster implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int MASTERS = 3;
    private static final int SLOTS = 16384;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<EmbeddedRedis> servers = new ArrayList<>();

    private RedisCluster() {}

    /** Returns when every server knows every slot and every master its replica. */
    public static RedisCluster start() {
        RedisCluster cluster = new RedisCluster();
        try {
            for (int i = 0; i < 2 * MASTERS; i++) {
                // The port between the servers: ten thousand above the other by default, which may be no port at all.
                String between = Integer.toString(freePort());
                cluster.servers.add(EmbeddedRedis.startWith(
                        "--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--cluster-port", between));
                cluster.command(i, "CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
                cluster.meet(i, between);
            }
            cluster.assignSlots();
            cluster.assignReplicas();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void meet(int server, String between) {
        if (server > 0) {
            command(
                    0,
                    "CLUSTER",
                    "MEET",
                    HOST,
                    Integer.toString(servers.get(server).port()),
                    between);
        }
    }

    private void assignSlots() {
        for (int i = 0; i < MASTERS; i++) {
            int first = i * SLOTS / MASTERS;
            int last = (i + 1) * SLOTS / MASTERS - 1;
            command(i, "CLUSTER", "ADDSLOTSRANGE", Integer.toString(first), Integer.toString(last));
        }
        for (int i = 0; i < servers.size(); i++) {
            int server = i;
            Awaitility.await("the cluster to form")
                    .atMost(PATIENCE)
                    .until(() -> info(server).contains("cluster_state:ok")
                            && info(server).contains("cluster_known_nodes:" + 2 * MASTERS));
        }
    }

    private void assignReplicas() {
        for (int i = 0; i < MASTERS; i++) {
            command(MASTERS + i, "CLUSTER", "REPLICATE", (String) command(i, "CLUSTER", "MYID"));
        }
        Awaitility.await("the replicas")
                .atMost(PATIENCE)
                .until(() -> slots().stream().allMatch(range -> ((List<?>) range).size() == 4));
        // A replica that has not synchronized yet does not stand for election.
        Awaitility.await("the copies")
                .atMost(PATIENCE)
                .until(() -> servers.stream()
                        .skip(MASTERS)
                        .allMatch(replica -> ((String) faults(replica).command("INFO", "replication"))
                                .contains("master_link_status:up")));
    }

    private List<?> slots() {
        return (List<?>) command(0, "CLUSTER", "SLOTS");
    }

    private String info(int server) {
        return (String) command(server, "CLUSTER", "INFO");
    }

    private Object command(int server, String... words) {
        return faults(servers.get(server)).command(words);
    }

    private static RedisFaults faults(EmbeddedRedis server) {
        return new RedisFaults(HOST, server.port());
    }

    /** As {@code quarkus.redis.hosts} takes it. */
    public String urls() {
        return servers.stream().map(EmbeddedRedis::url).collect(Collectors.joining(","));
    }

    public RedisOptions options() {
        RedisOptions options = new RedisOptions().setType(RedisClientType.CLUSTER);
        servers.forEach(server -> options.addConnectionString(server.url()));
        return options;
    }

    /** Of one of the three that were masters in the beginning; returns at once. */
    public void crashMaster(int number) {
        servers.get(number).crash();
    }

    /** Kills the master of a shard; returns when its replica has taken over and the dead one follows it. */
    public void replaceMaster(int shard) {
        int master = isMaster(shard) ? shard : shard + MASTERS;
        int replica = shard + shard + MASTERS - master;
        crashMaster(master);
        Awaitility.await("the replica to take over").atMost(PATIENCE).until(() -> isMaster(replica));
        servers.get(master).restart();
        Awaitility.await("the dead one to follow")
                .atMost(PATIENCE)
                .until(() -> ((String) command(master, "INFO", "replication")).contains("master_link_status:up"));
    }

    private boolean isMaster(int server) {
        return ((String) command(server, "INFO", "replication")).contains("role:master");
    }

    @Override
    public void close() {
        servers.forEach(EmbeddedRedis::close);
    }
}
