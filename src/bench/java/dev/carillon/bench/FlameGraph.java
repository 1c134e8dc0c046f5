package dev.carillon.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where the processor was, by Flight Recorder's samples of its time (JDK 25, Linux), as SVG: callers above, width is time. */
final class FlameGraph {

    private static final int FIRST_JDK = 25;
    private static final int SECONDS = 6;
    private static final int WIDTH = 1200;
    private static final int ROW = 17;
    private static final int TITLE = 26;
    // Narrower ones cannot be read, and there are thousands.
    private static final double NARROWEST = 3;
    private static final double CHARACTER = 6.6;
    private static final String[] COLOURS = {"#f6b26b", "#f9cb9c", "#ffd966", "#f4a460"};

    private final Frame root = new Frame();
    private int deepest;

    /** What a pod does while {@code load} runs, once so many clients are there; empty before JDK 25. */
    static FlameGraph of(Carillon carillon, int clients, Supplier<?> load, Path directory) throws IOException {
        if (Runtime.version().feature() < FIRST_JDK) {
            return new FlameGraph();
        }
        CompletableFuture<?> running = Programs.inBackground(load);
        carillon.awaitClients(1, clients);
        String pid = Long.toString(carillon.podProcesses().get(0));
        Path file = directory.resolve("profile.jfr");
        String jcmd = Programs.jdk("jcmd");
        Programs.run(List.of(
                jcmd,
                pid,
                "JFR.start",
                "name=flames",
                "settings=none",
                "+jdk.CPUTimeSample#enabled=true",
                "+jdk.CPUTimeSample#throttle=2ms"));
        Programs.pause(SECONDS);
        Programs.run(List.of(jcmd, pid, "JFR.stop", "name=flames", "filename=" + file));
        running.join();
        return read(file);
    }

    boolean isEmpty() {
        return root.samples == 0;
    }

    private static FlameGraph read(Path file) throws IOException {
        FlameGraph graph = new FlameGraph();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                if (event.getEventType().getName().equals("jdk.CPUTimeSample") && event.getStackTrace() != null) {
                    graph.add(event.getStackTrace().getFrames());
                }
            }
        }
        return graph;
    }

    private void add(List<RecordedFrame> stack) {
        Frame at = root;
        at.samples++;
        for (int i = stack.size() - 1; i >= 0; i--) {
            RecordedFrame frame = stack.get(i);
            String type = frame.getMethod().getType().getName();
            String name = type.substring(type.lastIndexOf('.') + 1) + "."
                    + frame.getMethod().getName();
            at = at.callees.computeIfAbsent(name, n -> new Frame());
            at.samples++;
        }
    }

    String svg(String title) {
        StringBuilder frames = new StringBuilder();
        double scale = (double) WIDTH / Math.max(1, root.samples);
        draw(frames, root, 0, 0, scale);
        int height = TITLE + deepest * ROW;
        return String.format(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"monospace\" font-size=\"11\">%n"
                                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n<text x=\"4\" y=\"17\" font-size=\"14\">%s</text>%n",
                        WIDTH, height, title)
                + frames + "</svg>\n";
    }

    /** The root is no frame: it begins above the title's line. */
    private void draw(StringBuilder svg, Frame frame, double x, int depth, double scale) {
        deepest = Math.max(deepest, depth);
        double at = x;
        for (Map.Entry<String, Frame> callee : frame.callees.entrySet()) {
            double width = callee.getValue().samples * scale;
            if (width >= NARROWEST) {
                svg.append(box(callee.getKey(), at, depth, width, callee.getValue().samples));
                draw(svg, callee.getValue(), at, depth + 1, scale);
            }
            at += width;
        }
    }

    private static String escaped(String name) {
        return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private String box(String name, double x, int depth, double width, int samples) {
        int fits = (int) (width / CHARACTER);
        String shown = name.length() <= fits ? name : fits < 4 ? "" : name.substring(0, fits - 1) + "…";
        int y = TITLE + depth * ROW;
        return String.format(
                Locale.ROOT,
                "<g><title>%s %.1f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>"
                        + "<text x=\"%.1f\" y=\"%d\">%s</text></g>%n",
                escaped(name),
                100.0 * samples / root.samples,
                x,
                y,
                Math.max(0.5, width - 0.5),
                ROW - 1,
                COLOURS[Math.floorMod(name.hashCode(), COLOURS.length)],
                x + 2,
                y + 12,
                escaped(shown));
    }

    private static final class Frame {
        private final Map<String, Frame> callees = new TreeMap<>();
        private int samples;
    }
}
