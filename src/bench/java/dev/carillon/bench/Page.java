package dev.carillon.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The results of a benchmark, for {@code docs/benchmarks}: printed at once, written at the end. */
final class Page {

    /** Separates the results from text that was written by hand, which is kept. */
    private static final String BY_HAND = "<!-- by hand -->";

    private static final Path DIRECTORY = Path.of("docs/benchmarks");

    private final String name;
    private final StringBuilder text = new StringBuilder();

    Page(String name, String question, int rounds) {
        this.name = name;
        say("# " + question);
        say("");
        say(
                "`src/bench/run %s` made this page, in %d rounds, with the generator `%s`, on %s.",
                name, rounds, Generator.name(), machine());
        say("");
    }

    /** A line of it. */
    void say(String line, Object... values) {
        String written = values.length == 0 ? line : String.format(Locale.ROOT, line, values);
        System.out.println(written);
        text.append(written).append('\n');
    }

    /** Medians and ranges of all values, by name. */
    void table(Medians medians, String unit) {
        say("| | median, %s | least to most |", unit);
        say("|---|--:|--:|");
        for (String row : medians.names()) {
            say("| %s | %.2f | %s |", row, medians.of(row), medians.range(row));
        }
    }

    void write() throws IOException {
        say("");
        say(
                "Load average at the end: %.1f.",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        Path file = DIRECTORY.resolve(name + ".md");
        String before = Files.exists(file) ? Files.readString(file) : "";
        int kept = before.indexOf(BY_HAND);
        Files.writeString(file, text + (kept < 0 ? "" : "\n" + before.substring(kept)));
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + ", Java " + System.getProperty("java.runtime.version");
    }
}
