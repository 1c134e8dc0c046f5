package dev.carillon.bench;

import java.util.Locale;

/** Medians as bars from zero, each with a line from the least to the most value, as SVG. */
record Bars(Medians medians, String unit) {

    private static final int WIDTH = 760;
    private static final int LEFT = 330;
    private static final int RIGHT = 90;
    private static final int ROW = 30;
    private static final int TOP = 14;
    private static final int BOTTOM = 30;

    String svg() {
        int height = TOP + ROW * medians.names().size() + BOTTOM;
        double top = medians.names().stream().mapToDouble(medians::most).max().orElse(1);
        StringBuilder svg = new StringBuilder(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH, height));
        int y = TOP;
        for (String name : medians.names()) {
            svg.append(row(name, y, top));
            y += ROW;
        }
        return svg.append(String.format("<text x=\"%d\" y=\"%d\">%s</text>%n</svg>%n", LEFT, height - 10, unit))
                .toString();
    }

    private String row(String name, int y, double top) {
        double scale = (WIDTH - LEFT - RIGHT) / (top > 0 ? top : 1);
        double end = LEFT + medians.of(name) * scale;
        double most = LEFT + medians.most(name) * scale;
        return String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                        + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\" fill=\"#1f6feb\"/>"
                        + "<path d=\"M%.1f %dH%.1f\" stroke=\"#333\" stroke-width=\"2\"/>"
                        + "<text x=\"%.1f\" y=\"%d\">%,.2f</text>%n",
                LEFT - 8,
                y + 14,
                name,
                LEFT,
                y + 1,
                Math.max(0, end - LEFT),
                LEFT + medians.least(name) * scale,
                y + 10,
                most,
                most + 8,
                y + 14,
                medians.of(name));
    }
}
