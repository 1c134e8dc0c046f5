package dev.carillon.bench;

import dev.carillon.load.ServerProcesses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * CPU of a gateway with TLS, and of what is behind it, for each delivery, and the memory of a stream in both. Behind the
 * same gateway stand a pod and the C limit in turn, so that the gateway's own part can be told from the pod's.
 */
final class Gateways implements Benchmark {

    private static final Scenario SCENARIO =
            Scenario.oneOrganization(Integer.getInteger("carillon.bench.streams", 1_000));
    // The first ones load what belongs to none of them.
    private static final int FEW = SCENARIO.clients() / 10;
    private static final int PUBLISHES = Integer.getInteger("carillon.bench.publishes", 30);
    private static final int USERS = 200;
    private static final String BODY =
            "{\"type\":\"bench\",\"title\":\"Benchmark\",\"audience\":\"organization\",\"message\":\"" + "x".repeat(230)
                    + TlsCrowd.MARK + "\"}";

    @Override
    public void run(Rounds rounds, Path directory, Page page) throws IOException {
        Medians gatewayCpu = page.medians("µs of the gateway's CPU per delivery");
        Medians behindCpu = page.medians("µs of CPU behind the gateway per delivery, without the stores");
        Medians memory = page.medians(
                "KB of memory per stream, from %d to %d; a gateway's is resident".formatted(FEW, SCENARIO.clients()));
        Medians ratios = page.medians("the gateway's CPU before a pod to that before the C limit, in the same round");
        try (LimitProgram limit = LimitProgram.start(directory);
                Carillon carillon = Carillon.onOneCore(directory)) {
            Behind pod = new Behind(
                    "a pod", carillon.podProcesses(), carillon.cluster().pod(1).httpPort(), logIn(carillon));
            Behind floor = new Behind("the C limit", limit.processes(), limit.port(), List.of("Cookie: none"));
            // A pod that has just started compiles its code, which would count as the first gateway's cost.
            for (TlsGateway.Kind kind : TlsGateway.Kind.installed()) {
                measure(kind, false, pod, directory);
            }
            for (int round : rounds.each()) {
                for (TlsGateway.Kind kind : TlsGateway.Kind.installed()) {
                    for (boolean http2 : List.of(false, true)) {
                        Map<Behind, Cost> costs = new TreeMap<>();
                        for (Behind behind : List.of(pod, floor)) {
                            Cost cost = measure(kind, http2, behind, directory);
                            String name = kind + version(http2) + ", before " + behind.name();
                            gatewayCpu.add(name, cost.gatewayMicros());
                            behindCpu.add(name, cost.behindMicros());
                            memory.add("gateway: " + name, cost.gatewayKilobytes());
                            if (behind == pod) {
                                memory.add(
                                        "pod, objects on the heap: " + kind + version(http2), cost.behindKilobytes());
                            }
                            costs.put(behind, cost);
                        }
                        ratios.add(
                                kind + version(http2),
                                costs.get(pod).gatewayMicros()
                                        / costs.get(floor).gatewayMicros());
                    }
                }
            }
        }
        page.say(
                "%d streams over TLS, 50 on each connection of HTTP/2. Bodies of about 300 bytes, each the next when one has"
                        + " come to all. The gateway and what is behind it share a core, and speak HTTP/1.1.",
                SCENARIO.clients());
        page.say("");
        page.tell(gatewayCpu);
        page.say("");
        page.tell(ratios);
        page.say("");
        page.tell(behindCpu);
        page.say("");
        page.tell(memory);
    }

    /** @param credentials lines of heads, spread over the streams */
    private record Behind(String name, List<Long> processes, int port, List<String> credentials)
            implements Comparable<Behind> {

        @Override
        public int compareTo(Behind other) {
            return name.compareTo(other.name);
        }

        String path() {
            return isPod() ? "/api/notifications/stream" : "/";
        }

        void publish() throws IOException {
            try (Exchange exchange = new Exchange(port)) {
                exchange.send("POST", isPod() ? "/api/notifications" : "/", credentials.get(0), BODY);
                exchange.status();
            }
        }

        private boolean isPod() {
            return credentials.size() > 1;
        }

        /** A pod keeps the memory of earlier streams, so that its objects are counted instead. */
        double kilobytes() {
            return isPod() ? Idle.liveKilobytes(processes.get(0)) : residentKilobytes(processes);
        }
    }

    private record Cost(double gatewayMicros, double behindMicros, double gatewayKilobytes, double behindKilobytes) {}

    private static List<String> logIn(Carillon carillon) {
        return IntStream.range(0, USERS)
                .mapToObj(user -> "Cookie: "
                        + carillon.cluster()
                                .sessions()
                                .create("u" + user, "bench-gateway")
                                .cookieHeader())
                .toList();
    }

    private static String version(boolean http2) {
        return http2 ? ", HTTP/2" : ", HTTP/1.1";
    }

    private static Cost measure(TlsGateway.Kind kind, boolean http2, Behind behind, Path directory) throws IOException {
        int streams = SCENARIO.clients();
        try (TlsGateway gateway = TlsGateway.start(kind, behind.port(), streams, directory);
                TlsCrowd crowd = TlsCrowd.to(gateway.port(), http2, behind.path(), behind.credentials(), streams)) {
            crowd.open(FEW);
            publish(behind, crowd, PUBLISHES);
            double gatewayBefore = residentKilobytes(gateway.processes());
            double behindBefore = behind.kilobytes();
            crowd.open(streams - FEW);
            publish(behind, crowd, PUBLISHES);
            double gatewayKilobytes = (residentKilobytes(gateway.processes()) - gatewayBefore) / (streams - FEW);
            double behindKilobytes = (behind.kilobytes() - behindBefore) / (streams - FEW);
            double gatewayBegan = Processors.of(gateway.processes());
            double behindBegan = Processors.of(behind.processes());
            publish(behind, crowd, PUBLISHES);
            double deliveries = (double) streams * PUBLISHES / 1e6;
            return new Cost(
                    (Processors.of(gateway.processes()) - gatewayBegan) / deliveries,
                    (Processors.of(behind.processes()) - behindBegan) / deliveries,
                    gatewayKilobytes,
                    behindKilobytes);
        }
    }

    private static void publish(Behind behind, TlsCrowd crowd, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            long before = crowd.marks();
            behind.publish();
            crowd.awaitMarks(before + crowd.opened());
        }
    }

    private static double residentKilobytes(List<Long> pids) {
        return new ServerProcesses(pids).residentKilobytes();
    }
}
