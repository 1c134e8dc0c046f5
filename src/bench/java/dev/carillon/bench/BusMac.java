package dev.carillon.bench;

import dev.carillon.bus.SealCost;
import dev.carillon.bus.SealCost.Secrets;
import java.nio.file.Path;
import java.util.List;

/** The processor time that the MAC adds to a message of the bus. */
final class BusMac implements Benchmark {

    private static final List<Integer> BODIES = List.of(300, 2_048, 16_384);

    // Milliseconds at the most, so that all ways meet the same moments of the machine.
    private static final int TIMES = 2_000;
    private static final int WARM_UP = 20;

    @Override
    public void run(Rounds rounds, Path directory, Page page) {
        page.say(
                "Processor time of one thread, in one run, all ways in turn; medians of the rounds, least to most. A message is");
        page.say(
                "sealed once in the cluster, on the pod of its create request, and opened once on each pod that listens.");
        page.say("");
        page.say("| body, bytes | | seal, µs | open, µs |");
        page.say("|--:|---|--:|--:|");
        for (int bytes : BODIES) {
            Medians results = measure(rounds.most(), bytes);
            for (Secrets secrets : Secrets.values()) {
                page.say(
                        "| %d | %s | %.2f (%s) | %.2f (%s) |",
                        bytes,
                        secrets.text(),
                        results.of("seal " + secrets),
                        results.range("seal " + secrets),
                        results.of("open " + secrets),
                        results.range("open " + secrets));
            }
        }
    }

    private static Medians measure(int rounds, int bytes) {
        List<SealCost> ways = List.of(Secrets.values()).stream()
                .map(way -> SealCost.of(way, bytes))
                .toList();
        Medians results = new Medians();
        for (int round = -WARM_UP; round < rounds; round++) {
            for (Secrets secrets : Secrets.values()) {
                SealCost way = ways.get(secrets.ordinal());
                double seal = way.seal(TIMES) / 1_000;
                double open = way.open(TIMES) / 1_000;
                if (round >= 0) {
                    results.add("seal " + secrets, seal);
                    results.add("open " + secrets, open);
                }
            }
        }
        ways.forEach(way -> System.out.println("checksum " + way.checksum()));
        return results;
    }
}
