package dev.carillon.embedded;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Restarts a pod that has died, as Kubernetes would, and reports it. */
final class PodSupervisor implements AutoCloseable {
    /** A pod that dies more often than this within {@link #WINDOW} is broken, and starting it again only hides that. */
    private static final int MAX_RESTARTS = 5;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration START_PATIENCE = Duration.ofSeconds(120);
    private static final int STOP_SECONDS = 30;
    /** A shell's exit status is this plus the signal's number. */
    private static final int SIGNAL_BASE = 128;

    private final LauncherConsole console;
    private final ExecutorService restarts = Executors.newCachedThreadPool();
    private final Map<Pod, Deque<Long>> restartTimes = new HashMap<>();
    private volatile boolean closed;

    PodSupervisor(List<Pod> pods, LauncherConsole console) {
        this.console = console;
        pods.forEach(pod -> restartTimes.put(pod, new ArrayDeque<>()));
        pods.forEach(this::watch);
    }

    /** From here on, pods may end. */
    @Override
    public void close() {
        closed = true;
        restarts.shutdownNow();
        try {
            if (!restarts.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                console.complain("A pod is still being started again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch(Pod pod) {
        long pid = pod.pid();
        pod.onExit(status -> onExit(pod, pid, status));
    }

    private void onExit(Pod pod, long pid, int status) {
        try {
            if (!closed) {
                restarts.execute(() -> restart(pod, pid, status));
            }
        } catch (RejectedExecutionException closedMeanwhile) {
            // The cluster is stopping.
        }
    }

    private void restart(Pod pod, long pid, int status) {
        String how = status > SIGNAL_BASE ? "killed by signal " + (status - SIGNAL_BASE) : "exit status " + status;
        String what = pod.name() + " (pid " + pid + ") has died: " + how + ".";
        if (!mayRestart(pod)) {
            console.complain(what + " Not started again: " + MAX_RESTARTS + " times in a minute are enough. Log: "
                    + pod.logFile());
            return;
        }
        console.say(what + " Starting it again ...");
        long begin = System.nanoTime();
        try {
            pod.restart();
            watch(pod);
            pod.awaitReady(START_PATIENCE);
            console.say(
                    pod.name() + " is back (pid " + pod.pid() + ") after " + LauncherConsole.secondsSince(begin) + ".");
        } catch (RuntimeException e) {
            if (!closed) {
                console.complain(e.getMessage());
            }
        }
    }

    private synchronized boolean mayRestart(Pod pod) {
        Deque<Long> times = restartTimes.get(pod);
        long now = System.nanoTime();
        while (!times.isEmpty() && now - times.peekFirst() > WINDOW.toNanos()) {
            times.removeFirst();
        }
        times.addLast(now);
        return times.size() <= MAX_RESTARTS;
    }
}
