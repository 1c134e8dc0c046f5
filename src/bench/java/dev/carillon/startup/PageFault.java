package dev.carillon.startup;

import dev.carillon.load.ServerProcesses;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * The cost of a page fault. A start from an AOT cache causes tens of thousands of them, and some virtual machines take
 * many times as long for each as the processor itself would.
 */
final class PageFault {

    private static final int PASSES = 5;
    private static final int SMALLEST_PAGE = 4096;

    private PageFault() {}

    /** Of the first write to a page of a file that lies in memory; the file stays as it is. Median of some passes. */
    static double micros(Path file) throws IOException {
        ServerProcesses self =
                new ServerProcesses(List.of(ProcessHandle.current().pid()));
        double[] passes = new double[PASSES];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int pass = 0; pass < PASSES; pass++) {
                MappedByteBuffer pages = channel.map(FileChannel.MapMode.PRIVATE, 0, channel.size());
                long before = self.pageFaults();
                long begun = System.nanoTime();
                for (int at = 0; at < pages.capacity(); at += SMALLEST_PAGE) {
                    pages.put(at, (byte) 1);
                }
                long nanos = System.nanoTime() - begun;
                // Pages may be larger than the smallest; where nobody counts, they are taken for that.
                long faults = self.pageFaults() - before;
                passes[pass] = nanos / 1e3 / (faults > 0 ? faults : pages.capacity() / SMALLEST_PAGE);
            }
        }
        Arrays.sort(passes);
        return passes[PASSES / 2];
    }
}
