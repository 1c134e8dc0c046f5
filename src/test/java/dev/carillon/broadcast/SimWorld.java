package dev.carillon.broadcast;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;

/** Simulated time on one thread: tasks run in the order of their times, which one seed chooses. */
public final class SimWorld {

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final Random random;
    private long now;
    private long sequence;
    private long trace;

    public SimWorld(long seed) {
        this.random = new Random(seed);
    }

    public Random random() {
        return random;
    }

    public long now() {
        return now;
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Uniform up to {@code most}. */
    public Duration upTo(Duration most) {
        return Duration.ofNanos((long) (random.nextDouble() * most.toNanos()));
    }

    public void after(Duration delay, Runnable task) {
        at(now + Math.max(0, delay.toNanos()), task);
    }

    public void at(long time, Runnable task) {
        tasks.add(new Task(time, sequence++, task));
    }

    /** Runs the tasks that are due until {@code time}, and {@code check} after each. */
    public void runUntil(long time, Runnable check) {
        while (!tasks.isEmpty() && tasks.peek().time <= time) {
            Task task = tasks.poll();
            now = Math.max(now, task.time);
            trace = 31 * trace + now + task.sequence;
            task.action.run();
            check.run();
        }
        now = Math.max(now, time);
    }

    /** Two runs in which the same tasks ran at the same times have the same trace. */
    long trace() {
        return trace;
    }

    public Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochSecond(1_766_811_521L).plusNanos(now);
            }
        };
    }

    /** Workers: each task after some time, in any order. */
    Executor workers(Duration most) {
        return task -> after(upTo(most), task);
    }

    private record Task(long time, long sequence, Runnable action) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
