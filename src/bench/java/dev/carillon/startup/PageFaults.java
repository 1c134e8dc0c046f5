package dev.carillon.startup;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * How often the kernel had to give a process a page, and what one costs. A start from an AOT cache causes tens of
 * thousands, and some virtual machines take many times as long for one as the processor itself would.
 */
final class PageFaults {

    // In /proc/<pid>/stat, behind the name, which is in brackets and may hold blanks: state, five numbers, flags,
    // minflt.
    private static final int MINOR_FAULTS = 7;
    private static final int PASSES = 5;
    private static final int SMALLEST_PAGE = 4096;

    private PageFaults() {}

    /** Zero where there is no {@code /proc}. */
    static long of(long pid) throws IOException {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (!Files.exists(stat)) {
            return 0;
        }
        String text = Files.readString(stat);
        return Long.parseLong(text.substring(text.lastIndexOf(')') + 2).split(" ")[MINOR_FAULTS]);
    }

    /** Of the first write to a page of a file that lies in memory; the file stays as it is. Median of some passes. */
    static double micros(Path file) throws IOException {
        double[] passes = new double[PASSES];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int pass = 0; pass < PASSES; pass++) {
                MappedByteBuffer pages = channel.map(FileChannel.MapMode.PRIVATE, 0, channel.size());
                long pid = ProcessHandle.current().pid();
                long before = of(pid);
                long begun = System.nanoTime();
                for (int at = 0; at < pages.capacity(); at += SMALLEST_PAGE) {
                    pages.put(at, (byte) 1);
                }
                long nanos = System.nanoTime() - begun;
                // Pages may be larger than the smallest; where nobody counts, they are taken for that.
                long faults = of(pid) - before;
                passes[pass] = nanos / 1e3 / (faults > 0 ? faults : pages.capacity() / SMALLEST_PAGE);
            }
        }
        Arrays.sort(passes);
        return passes[PASSES / 2];
    }
}
