package dev.carillon.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** CPU time and memory of processes, from {@code /proc}; zero where there is none. */
public record ServerProcesses(List<Long> pids) {

    // The kernel's unit for /proc, on every Linux of today.
    private static final double TICKS_PER_SECOND = 100;

    // Of the numbers in "stat" behind the name, which is in brackets and may hold blanks.
    private static final int MINOR_FAULTS = 7;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    private static final Pattern COMPILER = Pattern.compile("^C[12] Compiler");

    public double cpuSeconds() {
        return pids.stream().mapToDouble(pid -> seconds(process(pid))).sum();
    }

    /** Processor seconds that the compilers of the JVMs among them have taken. */
    public double compilerSeconds() {
        double sum = 0;
        for (long pid : pids) {
            try (Stream<Path> threads = Files.list(process(pid).resolve("task"))) {
                sum += threads.filter(
                                thread -> COMPILER.matcher(read(thread, "comm")).find())
                        .mapToDouble(ServerProcesses::seconds)
                        .sum();
            } catch (IOException gone) {
                // Like everything of a process that has ended.
            }
        }
        return sum;
    }

    private static double seconds(Path task) {
        return (number(task, USER_TICKS) + number(task, SYSTEM_TICKS)) / TICKS_PER_SECOND;
    }

    /** How often the kernel had to give them a page, without reading it from a disk. */
    public long pageFaults() {
        return pids.stream()
                .mapToLong(pid -> number(process(pid), MINOR_FAULTS))
                .sum();
    }

    private static long number(Path task, int index) {
        String stat = read(task, "stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return fields.length > index ? Long.parseLong(fields[index]) : 0;
    }

    public long residentKilobytes() {
        return pids.stream()
                .flatMap(pid -> read(process(pid), "status").lines())
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private static Path process(long pid) {
        return Path.of("/proc", Long.toString(pid));
    }

    private static String read(Path task, String file) {
        try {
            return Files.readString(task.resolve(file));
        } catch (IOException gone) {
            return "";
        }
    }
}
