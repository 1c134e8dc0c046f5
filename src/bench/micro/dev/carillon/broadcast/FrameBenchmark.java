package dev.carillon.broadcast;

import dev.carillon.fanout.Frame;

import dev.carillon.notification.Committed;
import dev.carillon.notification.LogPosition;
import dev.carillon.notification.Notification;
import dev.carillon.notification.Recipient;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The work that is done once for a notification: its envelope on the creator's pod, its frame on every pod.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameBenchmark {

    @Param({"300", "2048", "16384"})
    int messageBytes;

    private Committed committed;
    private byte[] envelope;
    private BusMessage.Entry entry;

    @Setup
    public void prepare() {
        Notification notification = new Notification(
                "org", 1, 0xabcd, new Recipient.WholeOrganization(), "bench", "Benchmark", "x".repeat(messageBytes), null, Instant.EPOCH);
        committed = new Committed(LogPosition.START, List.of(notification));
        envelope = BusMessage.Notifications.of(committed, Instant.EPOCH).encode();
        entry = BusMessage.Entry.of(notification, Instant.EPOCH);
    }

    @Benchmark
    public byte[] encodeEnvelope() {
        return BusMessage.Notifications.of(committed, Instant.EPOCH).encode();
    }

    @Benchmark
    public Object decodeEnvelope() {
        return BusMessage.decode(envelope);
    }

    @Benchmark
    public Frame frame() {
        return entry.frame(0);
    }
}
