package dev.carillon.sizing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measured figures, from the pages of the benchmarks.
 *
 * @param idleMicros of a processor for an idle stream and second
 * @param deliveryMicros of a processor for a delivery
 * @param openMicros of a processor for a stream that is opened again
 * @param streamBytes of a pod's process for a stream, just after it was opened
 * @param podMegabytes of a pod's process without streams
 * @param streams the most that a pod has held
 * @param creates a second, on two processors for everything
 */
record Figures(
        double idleMicros,
        double deliveryMicros,
        double openMicros,
        double streamBytes,
        double podMegabytes,
        int streams,
        double creates) {

    // Of the benchmark with many connections.
    private static final int PODS = 10;

    static Figures read(Path directory) throws IOException {
        String connections = Files.readString(directory.resolve("many-connections.md"));
        return new Figures(
                number(directory.resolve("idle.md"), "with 19,000"),
                number(directory.resolve("fan-out.md"), "Carillon"),
                number(directory.resolve("reconnect.md"), "a client"),
                number(connections, "the difference for a connection") * 1000,
                number(connections, "memory of all pods without connections") / PODS,
                (int) number(connections, "connections") / PODS,
                number(directory.resolve("many-organizations.md"), "Carillon"));
    }

    private static double number(Path page, String row) throws IOException {
        return number(Files.readString(page), row);
    }

    /** The first number of the first row of that name. */
    private static double number(String page, String row) {
        Matcher cell = Pattern.compile("(?m)^\\| " + Pattern.quote(row) + " \\| ([0-9][0-9.,]*)")
                .matcher(page);
        if (!cell.find()) {
            throw new IllegalStateException("no row " + row);
        }
        return Double.parseDouble(cell.group(1).replace(",", ""));
    }
}
