package dev.carillon.console;

import dev.carillon.console.PodReport.Moment;
import dev.carillon.insight.Pulse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Makes moments of a pod's running totals, and keeps the last ones. Owned by who calls. */
final class Moments {

    private static final double NANOS_PER_SECOND = 1e9;

    private final int kept;
    private final Deque<Moment> history = new ArrayDeque<>();
    private Pulse last;
    private long lastAt;

    Moments(int kept) {
        this.kept = kept;
    }

    /** @param nanoTime by a clock that only goes forward */
    Moment next(Pulse pulse, long nanoTime) {
        Moment moment = last == null
                ? new Moment(pulse.clients(), pulse.behind(), 0, 0, null, null)
                : since(last, pulse, nanoTime - lastAt);
        last = pulse;
        lastAt = nanoTime;
        return moment;
    }

    private static Moment since(Pulse before, Pulse now, long nanos) {
        double seconds = Math.max(1, nanos) / NANOS_PER_SECOND;
        long written = now.written() - before.written();
        boolean any = written > 0;
        return new Moment(
                now.clients(),
                now.behind(),
                rounded((now.committed() - before.committed()) / seconds),
                rounded(written / seconds),
                any ? rounded((double) (now.delayMillis() - before.delayMillis()) / written) : null,
                any ? (double) now.slowestMillis() : null);
    }

    /** What came before the moment that is given here, which then counts among them. */
    List<Moment> before(Moment moment) {
        List<Moment> before = List.copyOf(history);
        history.addLast(moment);
        while (history.size() > kept) {
            history.removeFirst();
        }
        return before;
    }

    /** To a tenth: more would be longer and say nothing. */
    static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
