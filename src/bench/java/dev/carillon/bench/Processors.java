package dev.carillon.bench;

import dev.carillon.embedded.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How many processors each side has kept busy for a while. */
final class Processors {

    static final String POD = "pod";
    static final String STORES = "stores";
    static final String GENERATOR = "generator";

    private final Carillon carillon;
    private final Pod pod;
    private long beganNanos;
    private double seconds;
    private Usage began;

    Processors(Carillon carillon, Pod pod) {
        this.carillon = carillon;
        this.pod = pod;
    }

    void begin() {
        beganNanos = System.nanoTime();
        began = usage();
    }

    void end(Medians all) {
        seconds = (System.nanoTime() - beganNanos) / 1e9;
        Usage now = usage();
        all.add(POD, (now.pod - began.pod) / seconds);
        all.add(STORES, (now.stores - began.stores) / seconds);
        all.add(GENERATOR, (now.generator - began.generator) / seconds);
    }

    double seconds() {
        return seconds;
    }

    /** Of processes that run now, in seconds. */
    static double of(List<Long> pids) {
        return pids.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .mapToDouble(spent -> spent.toNanos() / 1e9)
                .sum();
    }

    private Usage usage() {
        List<Long> stores = new ArrayList<>(carillon.processes());
        stores.removeAll(carillon.podProcesses());
        return new Usage(
                of(List.of(pod.pid())),
                of(stores),
                of(List.of(ProcessHandle.current().pid())));
    }

    private record Usage(double pod, double stores, double generator) {}
}
