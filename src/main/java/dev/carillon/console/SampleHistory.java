package dev.carillon.console;

import dev.carillon.console.PodStatus.Sample;
import dev.carillon.insight.PodStats;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes samples of a pod's running totals, and keeps the last ones. Owned by its caller. */
final class SampleHistory {

    private static final double NANOS_PER_SECOND = 1e9;

    private final int kept;
    private final Deque<Sample> history = new ArrayDeque<>();
    private @Nullable PodStats last;
    private long lastAt;

    SampleHistory(int kept) {
        this.kept = kept;
    }

    /** @param nanoTime time of a clock that only goes forward */
    Sample next(PodStats podStats, long nanoTime) {
        Sample moment = last == null
                ? new Sample(podStats.clients(), podStats.behind(), 0, 0, null, null)
                : since(last, podStats, nanoTime - lastAt);
        last = podStats;
        lastAt = nanoTime;
        return moment;
    }

    private static Sample since(PodStats before, PodStats now, long nanos) {
        double seconds = Math.max(1, nanos) / NANOS_PER_SECOND;
        long written = now.written() - before.written();
        boolean any = written > 0;
        return new Sample(
                now.clients(),
                now.behind(),
                rounded((now.committed() - before.committed()) / seconds),
                rounded(written / seconds),
                any ? rounded((double) (now.delayMillis() - before.delayMillis()) / written) : null,
                any ? (double) now.slowestMillis() : null);
    }

    /** Returns the samples before the given one, and then adds it to them. */
    List<Sample> before(Sample moment) {
        List<Sample> before = List.copyOf(history);
        history.addLast(moment);
        while (history.size() > kept) {
            history.removeFirst();
        }
        return before;
    }

    /** Rounds to a tenth: more digits would be longer and carry no information. */
    static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
