package dev.carillon.cluster;

import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodCluster;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.RedisFaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** Four pods, of which the last two run in network namespaces of their own and can be cut from PostgreSQL and Redis. */
public final class DividedRing implements Ring, AutoCloseable {

    private static final int PODS = 4;
    private static final int FIRST_BEHIND_A_WIRE = 3;
    private static final String LOOPBACK = "127.0.0.1";
    private static final String RULES = """
            host all all 127.0.0.1/32 trust
            host replication all 127.0.0.1/32 trust
            host all all %s/24 trust
            """.formatted(PodNetwork.SERVERS);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final EmbeddedServices services;
    private final List<PodNetwork> networks;
    private final PodCluster pods;
    private final Map<String, Login> logins = new ConcurrentHashMap<>();

    private DividedRing(EmbeddedServices services, List<PodNetwork> networks, PodSettings settings) {
        this.services = services;
        this.networks = networks;
        int redis = services.redis().port();
        RedisFaults bus = new RedisFaults(LOOPBACK, redis);
        bus.command("CONFIG", "SET", "protected-mode", "no");
        bus.command("CONFIG", "SET", "bind", LOOPBACK + " " + PodNetwork.SERVERS);
        this.pods = PodCluster.start(
                services,
                number -> number < FIRST_BEHIND_A_WIRE
                        ? settings
                        : networks.get(number - FIRST_BEHIND_A_WIRE)
                                .settings(settings, services.postgres().port(), redis),
                PODS);
    }

    public static boolean isPossible() {
        return PodNetwork.isPossible();
    }

    /**
     * Returns when all pods hear each other. {@link #isPossible} has to be asked before.
     *
     * @param directory that PostgreSQL's user may read
     */
    public static DividedRing start(PodSettings settings, PostgresSettings postgres, Path directory) {
        List<PodNetwork> networks = new CopyOnWriteArrayList<>();
        Optional<EmbeddedServices> services = Optional.empty();
        // No network outlives its pods, however these end.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(networks)));
        try {
            for (int number = FIRST_BEHIND_A_WIRE; number <= PODS; number++) {
                networks.add(PodNetwork.of(number));
            }
            Path rules = Files.writeString(directory.resolve("pg_hba.conf"), RULES);
            services = Optional.of(
                    EmbeddedServices.start(postgres.with("listen_addresses", LOOPBACK + "," + PodNetwork.SERVERS)
                            .with("hba_file", rules.toAbsolutePath().toString())));
            DividedRing ring = new DividedRing(services.get(), networks, settings);
            ring.awaitBus();
            return ring;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            services.ifPresent(EmbeddedServices::close);
            remove(networks);
            throw e;
        }
    }

    private static void remove(List<PodNetwork> networks) {
        networks.forEach(PodNetwork::close);
        PodNetwork.tearDown();
    }

    /** Cuts half the pods from the servers, and from the other half by that. Their clients stay with them. */
    public void divide() {
        networks.forEach(PodNetwork::cut);
    }

    public void unite() {
        networks.forEach(PodNetwork::mend);
    }

    @Override
    public Pod pod(int number) {
        return pods.pod(number);
    }

    @Override
    public List<InetSocketAddress> addresses() {
        return pods.pods().stream().map(BreakableCluster::address).toList();
    }

    @Override
    public Login login(String organization, String user) {
        return logins.computeIfAbsent(organization + "/" + user, key -> {
            ExpressSession session = pods.sessions().create(user, organization);
            return new Login(organization, user, session.cookieHeader());
        });
    }

    @Override
    public String recordUrl() {
        return services.postgres().superuserJdbcUrl();
    }

    public void awaitBus() {
        Awaitility.await("the bus of all pods")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        pods.pods().stream().allMatch(pod -> PodMetrics.of(pod).get("carillon_bus_delivering") == 1));
    }

    @Override
    public void close() {
        unite();
        pods.close();
        services.close();
        remove(networks);
    }
}
