package dev.carillon.coverage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** JaCoCo's report as comma-separated values: for each class, among others, its lines that ran and those that did not. */
final class CoverageReport {

    private static final String ROOT = "dev.carillon";
    private static final int PACKAGE = 1;
    private static final int LINES_MISSED = 7;
    private static final int LINES_COVERED = 8;

    private CoverageReport() {}

    /** Lines that ran, by package; without packages that have no line. */
    static Map<String, Share> read(Path file) throws IOException {
        Map<String, Share> shares = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] columns = line.split(",", -1);
            if (columns[PACKAGE].startsWith(ROOT)) {
                long covered = Long.parseLong(columns[LINES_COVERED]);
                Share share = new Share(covered, covered + Long.parseLong(columns[LINES_MISSED]));
                shares.merge(shortName(columns[PACKAGE]), share, Share::plus);
            }
        }
        shares.values().removeIf(share -> share.whole() == 0);
        return shares;
    }

    private static String shortName(String name) {
        return name.equals(ROOT) ? "." : name.substring(ROOT.length() + 1);
    }
}
