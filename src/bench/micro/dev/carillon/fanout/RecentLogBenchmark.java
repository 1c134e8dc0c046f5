package dev.carillon.fanout;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The place of a frame in the recent log, once on every pod. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecentLogBenchmark {

    private static final byte[] JSON = "{}".getBytes(StandardCharsets.UTF_8);

    private final RecentLog recent = new RecentLog(0, 1024, 1 << 20, new RecentLogBudget(Long.MAX_VALUE));
    private long head;

    @Benchmark
    public Frame appendAndFind() {
        head++;
        recent.append(Frames.of(head, null, "bench", JSON));
        return recent.find(head);
    }
}
