package dev.carillon.soak;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.embedded.Pod;
import dev.carillon.testkit.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/** Looks now and then at what may only grow to a certain size. Not safe for use by several threads. */
final class Growth {
    private static final double MEBI = 1 << 20;

    private record Series(String name, List<Double> values) {
        Series(String name) {
            this(name, new ArrayList<>());
        }

        /** Does nothing where a fault keeps it from being measured. */
        void add(DoubleSupplier measure) {
            try {
                values.add(measure.getAsDouble());
            } catch (RuntimeException broken) {
                // The next look has the next chance; the number of values is told.
            }
        }

        /** The medians of the second quarter of time and of the last one: in the first, tables fill for the first time. */
        String told() {
            int quarter = values.size() / 4;
            if (quarter == 0) {
                return String.format(Locale.ROOT, "  %-28s not measured%n", name);
            }
            return String.format(
                    Locale.ROOT,
                    "  %-28s %8.1f, then %8.1f   (%d values)%n",
                    name,
                    median(values.subList(quarter, 2 * quarter)),
                    median(values.subList(values.size() - quarter, values.size())),
                    values.size());
        }

        private static double median(List<Double> some) {
            return some.stream().sorted().skip(some.size() / 2).findFirst().orElseThrow();
        }
    }

    private final BreakableCluster cluster;
    private final Series heap = new Series("live heap of a pod, MiB");
    private final Series files = new Series("open files of a pod");
    private final Series database = new Series("database, MiB");

    Growth(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    void sample() {
        for (Pod pod : cluster.pods()) {
            if (pod.isReady()) {
                heap.add(() -> PodMetrics.liveHeapBytes(pod) / MEBI);
                files.add(() -> PodMetrics.of(pod).get("process_files_open_files"));
            }
        }
        database.add(() -> Sql.at(cluster.recordUrl()).number("select pg_database_size('carillon')") / MEBI);
    }

    String told() {
        return heap.told() + files.told() + database.told();
    }
}
