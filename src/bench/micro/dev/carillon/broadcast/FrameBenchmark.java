package dev.carillon.broadcast;

import dev.carillon.bus.BusSeal;
import dev.carillon.fanout.Frame;
import dev.carillon.fanout.Frames;
import dev.carillon.fanout.RecentLog;
import dev.carillon.fanout.RecentLogBudget;

import dev.carillon.notification.Committed;
import dev.carillon.notification.Notification;
import dev.carillon.notification.Recipient;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
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
 * The work that is done once for a notification: its envelope on the creator's pod, its frame on every pod, its place.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameBenchmark {

    private static final String EPOCH = "0000abcd";
    private static final String CHANNEL = "carillon:org:{org}";

    @Param({"300", "2048", "16384"})
    int messageBytes;

    private Committed committed;
    private byte[] envelope;
    private BusMessage.Entry entry;
    private RecentLog recent;
    private final BusSeal seal = new BusSeal(List.of(new byte[32]), Clock.systemUTC());
    private final BusSeal withoutMac = new BusSeal(List.of(), Clock.systemUTC());
    private Buffer sealed;
    private long head;

    @Setup
    public void prepare() {
        Notification notification = new Notification(
                "org", 1, new Recipient.WholeOrganization(), "bench", "Benchmark", "x".repeat(messageBytes), null, Instant.EPOCH);
        committed = new Committed(EPOCH, List.of(notification));
        envelope = BusMessage.Notifications.of(committed, Instant.EPOCH).encode();
        sealed = seal.seal(CHANNEL, envelope);
        entry = BusMessage.Entry.of(notification, Instant.EPOCH);
        recent = new RecentLog(0, 1024, 1 << 20, new RecentLogBudget(Long.MAX_VALUE));
    }

    @Benchmark
    public byte[] encodeEnvelope() {
        return BusMessage.Notifications.of(committed, Instant.EPOCH).encode();
    }

    @Benchmark
    public Object decodeEnvelope() {
        return BusMessage.decode(envelope);
    }

    /** The MAC's cost for a publish, once in the cluster; without it, the copy into the envelope alone. */
    @Benchmark
    public Buffer seal() {
        return seal.seal(CHANNEL, envelope);
    }

    @Benchmark
    public Buffer sealWithoutMac() {
        return withoutMac.seal(CHANNEL, envelope);
    }

    /** The MAC's cost for a received message, once on every pod that listens. */
    @Benchmark
    public Object open() {
        return seal.open(CHANNEL, sealed);
    }

    @Benchmark
    public Object openWithoutMac() {
        return withoutMac.open(CHANNEL, sealed);
    }

    @Benchmark
    public Frame frame() {
        return entry.frame(EPOCH);
    }

    @Benchmark
    public Frame appendAndFind() {
        head++;
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
        recent.append(Frames.of(EPOCH, head, null, "bench", json));
        return recent.find(head);
    }
}
