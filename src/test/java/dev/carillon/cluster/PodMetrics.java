package dev.carillon.cluster;

import dev.carillon.embedded.Pod;
import dev.carillon.testkit.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A pod's metrics at one moment: {@code /q/metrics} of its management port. */
public record PodMetrics(String text) {
    private static final Pattern LIVE_BYTES = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)$");
    private static final Pattern LIVE_CLASS = Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+)");

    public static PodMetrics of(Pod pod) {
        return new PodMetrics(Api.fetch(pod.managementUrl() + "/q/metrics").body());
    }

    /** The sum over all labels; 0 if there is no such metric. */
    public double get(String name) {
        return get(name, "");
    }

    /** The sum over all lines of that name that contain the label, such as {@code reason="stalled"}. */
    public double get(String name, String label) {
        return text.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Bytes of the heap that are still reachable, counted after a full collection. */
    public static long liveHeapBytes(Pod pod) {
        String histogram = histogram(pod);
        Matcher total = LIVE_BYTES.matcher(histogram);
        if (!total.find()) {
            throw new IllegalStateException("jcmd does not tell the heap: " + histogram);
        }
        return Long.parseLong(total.group(1));
    }

    /** How many objects of each class are still reachable, counted after a full collection. */
    public static Map<String, Long> liveObjects(Pod pod) {
        Map<String, Long> objects = LIVE_CLASS
                .matcher(histogram(pod))
                .results()
                .collect(Collectors.toMap(line -> line.group(2), line -> Long.parseLong(line.group(1)), Long::sum));
        if (!objects.containsKey("java.lang.String")) {
            throw new IllegalStateException("jcmd does not tell the objects: " + objects);
        }
        return objects;
    }

    private static String histogram(Pod pod) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        return Command.run(
                        new ProcessBuilder(jcmd, Long.toString(pod.pid()), "GC.class_histogram"),
                        Duration.ofSeconds(30))
                .output();
    }
}
