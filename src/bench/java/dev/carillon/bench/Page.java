package dev.carillon.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a benchmark has found, for {@code docs/benchmarks}: printed as it comes, written at the end. */
final class Page {

    /** What follows it in a page that exists is by hand, and stays. */
    private static final String BY_HAND = "<!-- by hand -->";

    private final StringBuilder text = new StringBuilder();

    Page(String name, String question, int rounds) {
        say("# " + question);
        say("");
        say("`src/bench/run %s` made this page, in %d rounds, on %s.", name, rounds, machine());
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
        for (String name : medians.names()) {
            say("| %s | %.2f | %s |", name, medians.of(name), medians.range(name));
        }
    }

    void write(Path file) throws IOException {
        say("");
        say(
                "Load average at the end: %.1f.",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        String before = Files.exists(file) ? Files.readString(file) : "";
        int kept = before.indexOf(BY_HAND);
        Files.writeString(file, text + (kept < 0 ? "" : "\n" + before.substring(kept)));
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + ", Java " + System.getProperty("java.runtime.version");
    }
}
