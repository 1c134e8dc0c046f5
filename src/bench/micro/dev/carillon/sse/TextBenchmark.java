package dev.carillon.sse;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An event's text: written, compressed and summed once for all; a compressed stream pays for its own checksum. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TextBenchmark {

    private static final Cursor CURSOR = new Cursor(0xabcd, 42);

    @Param({"300", "2048", "16384"})
    int bytes;

    private final GzipEnd end = new GzipEnd();
    private byte[] json;
    private byte[] event;
    private GzipText summed;

    /** Words at random: a single letter over and over would flatter the compressor. */
    @Setup
    public void write() {
        Random random = new Random(bytes);
        StringBuilder text = new StringBuilder("{\"type\":\"bench\",\"message\":\"");
        while (text.length() < bytes) {
            text.append(Long.toString(random.nextLong(2_000), 36)).append(' ');
        }
        json = text.append("\"}").toString().getBytes(StandardCharsets.US_ASCII);
        event = SseText.event(CURSOR, json);
        summed = sumOnce();
    }

    @Benchmark
    public byte[] frameAsEvent() {
        return SseText.event(CURSOR, json);
    }

    @Benchmark
    public byte[] compressOnce() {
        return Gzip.piece(event);
    }

    @Benchmark
    public GzipText sumOnce() {
        return GzipText.of(event, 0, event.length);
    }

    @Benchmark
    public GzipEnd checksumForEachClient() {
        end.add(summed);
        return end;
    }
}
