package dev.carillon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.embedded.PodSettings;
import dev.carillon.load.ServerProcesses;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** As many connections as fit on the machine: ten pods, each as full as a process may be without raising its limits. */
final class ManyConnections implements Benchmark {

    private static final int PODS = 10;
    private static final int EACH = 19_000;
    private static final int PUBLISHES = 10;
    private static final int HOLD_SECONDS = 900;

    @Override
    public void run(Rounds rounds, Path directory, Page page) {
        PodSettings settings = Carillon.settings()
                .withJvmOption("-Xmx512m")
                // Ten pods on two processors: threads of ten collectors would only be in each other's way.
                .withJvmOption("-XX:-UseG1GC")
                .withJvmOption("-XX:+UseSerialGC")
                .with("QUARKUS_DATASOURCE_JDBC_MAX_SIZE", "4");
        try (Carillon carillon = Carillon.start("Carillon", directory, settings, PODS)) {
            for (int round : rounds.each()) {
                measure(carillon, directory, page);
            }
        }
    }

    /** A generator for each pod, since its own limit of files is the same; the last one publishes for all. */
    private static void measure(Carillon carillon, Path directory, Page page) {
        ServerProcesses pods = new ServerProcesses(carillon.podProcesses());
        double before = pods.residentKilobytes();
        Scenario scenario = Scenario.oneOrganization(EACH);
        List<CompletableFuture<JsonNode>> holding = new ArrayList<>();
        for (int pod = 1; pod < PODS; pod++) {
            Subject one = new Between(carillon, pod, pod);
            Generator generator = new Generator(directory.resolve("report-" + pod + ".json"));
            holding.add(Programs.inBackground(() -> generator.run(one, scenario.holding(HOLD_SECONDS))));
            carillon.awaitClients(pod, EACH);
        }
        double cpu = pods.cpuSeconds();
        JsonNode publisher = new Generator(directory.resolve("report.json"))
                .run(new Between(carillon, PODS, PODS), scenario.publishing(PUBLISHES));
        cpu = pods.cpuSeconds() - cpu;
        double after = pods.residentKilobytes();
        long connected = publisher.path("connected").asLong();
        long received = publisher.path("received").asLong();
        for (CompletableFuture<JsonNode> one : holding) {
            connected += one.join().path("connected").asLong();
            // Its own have no publisher to tell it what to expect.
            received += one.join().path("unknown_markers").asLong();
        }
        page.say("| | |");
        page.say("|---|--:|");
        page.say("| connections | %,d |", connected);
        page.say("| notifications, one after the other | %d |", PUBLISHES);
        page.say("| deliveries wanted | %,d |", connected * PUBLISHES);
        page.say("| deliveries counted | %,d |", received);
        page.say("| CPU of all pods meanwhile, the last 19,000 connects included | %.0f s |", cpu);
        page.say("| memory of all pods without connections | %,.0f MB |", before / 1024);
        page.say("| memory of all pods after the last delivery | %,.0f MB |", after / 1024);
        page.say("| the difference for a connection | %.1f KB |", (after - before) / connected);
    }
}
