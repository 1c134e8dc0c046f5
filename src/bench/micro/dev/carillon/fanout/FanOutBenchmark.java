package dev.carillon.fanout;


import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The hub's cost per client of a notification, sockets aside. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FanOutBenchmark {

    private static final int CLIENTS = 10_000;

    private PopulatedShard shard;

    @Setup
    public void fill() {
        shard = new PopulatedShard(CLIENTS);
    }

    @Benchmark
    @OperationsPerInvocation(CLIENTS)
    public void fanOutForEachClient() {
        shard.fanOut();
    }
}
