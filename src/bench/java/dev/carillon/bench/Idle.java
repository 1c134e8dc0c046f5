package dev.carillon.bench;

import dev.carillon.load.ServerProcesses;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Connections on which nothing happens but keep-alives, a session each. A new pod for each number of them. */
final class Idle implements Benchmark {

    private static final int FEW = 5_000;
    // A process may have 20,000 files open where the limit is not raised.
    private static final int MANY = 19_000;
    // Five turns of the keep-alive for the compiler to come to rest, two to measure.
    private static final int SETTLE_SECONDS = 150;
    private static final int MEASURED_SECONDS = 60;

    @Override
    public void run(Rounds rounds, Path directory, Page page) {
        Medians memory = page.medians("KB per connection");
        Medians cpu = page.medians("µs of the pod's CPU per connection and second");
        for (int round : rounds.each()) {
            Cost few = measure(directory, FEW);
            Cost many = measure(directory, MANY);
            memory.add("resident, from 5,000 to 19,000", slope(few.residentKilobytes(), many.residentKilobytes()));
            memory.add("of it objects on the heap", slope(few.liveKilobytes(), many.liveKilobytes()));
            cpu.add("with 5,000", few.microsPerConnectionSecond());
            cpu.add("with 19,000", many.microsPerConnectionSecond());
        }
        page.say("Keep-alive and a look at the session each 30 s. The heap is collected before its pod is measured.");
        page.say("");
        page.tell(memory);
        page.say("");
        page.tell(cpu);
    }

    private static Cost measure(Path directory, int connections) {
        try (Carillon carillon = Carillon.onOneCore(directory)) {
            CompletableFuture<?> holding = Programs.inBackground(() -> new Generator(directory.resolve("report.json"))
                    .run(
                            carillon,
                            Scenario.oneOrganization(connections).holding(SETTLE_SECONDS + MEASURED_SECONDS + 30)));
            carillon.awaitClients(1, connections);
            Programs.pause(SETTLE_SECONDS);
            long pid = carillon.podProcesses().get(0);
            double live = liveKilobytes(pid);
            ServerProcesses pod = new ServerProcesses(List.of(pid));
            double memory = pod.residentKilobytes();
            double before = pod.cpuSeconds();
            Programs.pause(MEASURED_SECONDS);
            double used = pod.cpuSeconds() - before;
            holding.join();
            return new Cost(memory, live, used * 1e6 / connections / MEASURED_SECONDS);
        }
    }

    /** After a full collection, which is what the JVM makes to count them. */
    static double liveKilobytes(long pid) {
        String[] lines = Programs.run(List.of(Programs.jdk("jcmd"), Long.toString(pid), "GC.class_histogram"))
                .strip()
                .split("\\R");
        // "Total", objects, bytes.
        String[] total = lines[lines.length - 1].strip().split("\\s+");
        return Double.parseDouble(total[2]) / 1024;
    }

    private static double slope(double few, double many) {
        return (many - few) / (MANY - FEW);
    }

    private record Cost(double residentKilobytes, double liveKilobytes, double microsPerConnectionSecond) {}
}
