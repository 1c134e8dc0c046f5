package dev.carillon.monitoring.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A line plot as SVG. */
public final class Plot {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 320;
    private static final int LEFT = 90;
    private static final int TOP = 40;
    private static final int BOTTOM = 45;
    private static final int STEPS = 4;
    private static final int SECONDS_UNTIL_MINUTES = 600;
    private static final String[] COLOURS = {"#1f6feb", "#d1242f", "#1a7f37"};

    private final String title;
    private final String unit;
    private final List<String> names = new ArrayList<>();
    private final List<double[]> lines = new ArrayList<>();

    public Plot(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    /** One value for each second. */
    public Plot line(String name, double[] values) {
        names.add(name);
        lines.add(values);
        return this;
    }

    public void write(Path file) throws IOException {
        double top = lines.stream().flatMapToDouble(Arrays::stream).max().orElse(1);
        top = top == 0 ? 1 : top * 1.05;
        StringBuilder svg = new StringBuilder(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"%d\" y=\"22\" font-size=\"15\">%s</text>%n",
                WIDTH, HEIGHT, LEFT, title));
        grid(svg, top);
        for (int i = 0; i < lines.size(); i++) {
            svg.append(line(lines.get(i), top, COLOURS[i]));
            svg.append(String.format(
                    "<text x=\"%d\" y=\"22\" fill=\"%s\" text-anchor=\"end\">%s</text>%n",
                    WIDTH - 20 - (lines.size() - 1 - i) * 160, COLOURS[i], names.get(i)));
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, svg.append("</svg>\n").toString());
    }

    private void grid(StringBuilder svg, double top) {
        int seconds = lines.get(0).length;
        boolean inMinutes = seconds >= SECONDS_UNTIL_MINUTES;
        for (int i = 0; i <= STEPS; i++) {
            double y = y(top * i / STEPS, top);
            svg.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%,.0f</text>%n",
                    LEFT,
                    y,
                    WIDTH - 20,
                    LEFT - 6,
                    y + 4,
                    top * i / STEPS));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d %s</text>%n",
                    x(seconds * i / (double) STEPS, seconds),
                    HEIGHT - BOTTOM + 18,
                    inMinutes ? seconds * i / STEPS / 60 : seconds * i / STEPS,
                    inMinutes ? "min" : "s"));
        }
        svg.append(String.format("<text x=\"%d\" y=\"%d\">%s</text>%n", LEFT, HEIGHT - 6, unit));
    }

    private static String line(double[] values, double top, String colour) {
        StringBuilder points = new StringBuilder();
        // Every peak survives: of the seconds that share a pixel the highest is drawn.
        int perPoint = Math.max(1, values.length / (WIDTH - LEFT));
        for (int from = 0; from < values.length; from += perPoint) {
            double highest = 0;
            for (int i = from; i < Math.min(values.length, from + perPoint); i++) {
                highest = Math.max(highest, values[i]);
            }
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(from, values.length), y(highest, top)));
        }
        return String.format(
                "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"%s\"/>%n",
                colour, points.toString().strip());
    }

    private static double x(double second, int seconds) {
        return LEFT + (WIDTH - 20 - LEFT) * second / seconds;
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top;
    }
}
