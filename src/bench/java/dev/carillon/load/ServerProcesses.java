package dev.carillon.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** CPU time and memory of the servers, from {@code /proc}; zero where there is none. */
public record ServerProcesses(List<Long> pids) {

    // The kernel's unit for /proc, on every Linux of today.
    private static final double TICKS_PER_SECOND = 100;

    public double cpuSeconds() {
        long ticks = 0;
        for (long pid : pids) {
            String stat = read(pid, "stat");
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
            if (fields.length > 12) {
                ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    public long residentKilobytes() {
        return pids.stream()
                .flatMap(pid -> read(pid, "status").lines())
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException gone) {
            return "";
        }
    }
}
