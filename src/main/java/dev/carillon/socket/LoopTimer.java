package dev.carillon.socket;

import dev.carillon.supervision.Supervised;
import java.time.Duration;
import java.util.function.Supplier;

/** Repeats a task on an event loop for as long as the loop runs, whatever happens in the task. Owned by the loop. */
public final class LoopTimer {

    private final Loop loop;
    private final Supervised kind;
    private final Supplier<Duration> pause;
    private final Runnable task;
    private Duration lastPause;

    private LoopTimer(Loop loop, Supervised kind, Supplier<Duration> pause, Runnable task) {
        this.loop = loop;
        this.kind = kind;
        this.pause = pause;
        this.task = task;
        this.lastPause = pause.get();
    }

    /**
     * Runs the task after each pause, for the first time after one.
     *
     * @param pause asked before each turn, on the loop except for the first; the last pause counts if it throws
     */
    public static void start(Loop loop, Supervised kind, Supplier<Duration> pause, Runnable task) {
        LoopTimer timer = new LoopTimer(loop, kind, pause, task);
        loop.schedule(timer.lastPause, timer::turn);
    }

    private void turn() {
        kind.run(() -> lastPause = pause.get());
        // Before the task: its failure must not end the timer.
        loop.schedule(lastPause, this::turn);
        kind.run(task);
    }
}
