package dev.carillon.cluster;

import dev.carillon.embedded.PodSettings;
import dev.carillon.testkit.ChaosProxy;
import dev.carillon.testkit.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A network namespace in which one pod runs, with two wires: one to the servers, which can be taken off, and one to clients,
 * which cannot. A packet on the wire that is off is lost, and nobody acknowledges it: this is what a {@link ChaosProxy} cannot
 * do. Root alone may make one.
 */
final class PodNetwork implements AutoCloseable {

    /** Of the servers, on this machine's end of the wires. */
    static final String SERVERS = "10.213.0.1";

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String SWITCH = "carillon-sw";

    private final int number;
    private final String wire;
    private final String clients;
    private final ChaosProxy http;
    private final ChaosProxy management;

    private PodNetwork(int number) {
        this.number = number;
        this.wire = "carillon-w" + number;
        this.clients = "carillon-c" + number;
        this.http = forwarded();
        this.management = forwarded();
    }

    /** Whether this user may do so, and this machine has what it takes. Leaves the switch that all wires meet in. */
    static boolean isPossible() {
        if (!"root".equals(System.getProperty("user.name")) || !ip("-V") || !ran("nsenter", "--version")) {
            return false;
        }
        tearDown();
        return ip("link add", SWITCH, "type bridge")
                && ip("addr add", SERVERS + "/24 dev", SWITCH)
                && ip("link set", SWITCH, "up");
    }

    /** The switch that {@link #isPossible} has left. */
    static void tearDown() {
        ip("link del", SWITCH);
    }

    /** @param number of the pod, 1 to 99 */
    static PodNetwork of(int number) {
        PodNetwork network = new PodNetwork(number);
        try {
            network.lay();
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
        return network;
    }

    private void lay() {
        remove();
        must("netns add", name());
        must("-n", name(), "link set lo up");
        must("link add", wire, "type veth peer name servers netns", name());
        must("-n", name(), "addr add 10.213.0." + (100 + number) + "/24 dev servers");
        must("-n", name(), "link set servers up");
        must("link set", wire, "up");
        must("link add", clients, "type veth peer name clients netns", name());
        must("addr add 10.214." + number + ".1/30 dev", clients);
        must("link set", clients, "up");
        must("-n", name(), "addr add", address() + "/30 dev clients");
        must("-n", name(), "link set clients up");
        mend();
    }

    /** For the pod of this number. Clients reach it on the loopback, as they reach all others. */
    PodSettings settings(PodSettings settings, int postgresPort, int redisPort) {
        return settings.launchedBy("nsenter", "--net=/run/netns/" + name())
                .onPorts(http.port(), management.port())
                .with("QUARKUS_HTTP_HOST", address())
                .with("QUARKUS_MANAGEMENT_HOST", address())
                .with("QUARKUS_REDIS_HOSTS", "redis://" + SERVERS + ":" + redisPort)
                .with("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://" + SERVERS + ":" + postgresPort + "/carillon");
    }

    /** From now on neither side hears of the other, not even that a packet is lost. */
    void cut() {
        must("link set", wire, "nomaster");
    }

    void mend() {
        must("link set", wire, "master", SWITCH);
    }

    @Override
    public void close() {
        http.close();
        management.close();
        remove();
    }

    /** A namespace lives for as long as its processes; its wires need not. */
    private void remove() {
        ip("link del", wire);
        ip("link del", clients);
        ip("netns del", name());
    }

    private String name() {
        return "carillon-" + number;
    }

    private String address() {
        return "10.214." + number + ".2";
    }

    private ChaosProxy forwarded() {
        ChaosProxy proxy = ChaosProxy.to(address(), 1);
        proxy.retarget(address(), proxy.port());
        return proxy;
    }

    private static void must(String... words) {
        if (!ip(words)) {
            throw new IllegalStateException("ip " + String.join(" ", words) + " has failed");
        }
    }

    private static boolean ip(String... words) {
        return ran(("ip " + String.join(" ", words)).split(" "));
    }

    private static boolean ran(String... words) {
        return Command.run(Path.of("."), LIMIT, List.of(words).toArray(String[]::new))
                .succeeded();
    }
}
