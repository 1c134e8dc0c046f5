package dev.carillon.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The results of a benchmark, for {@code docs/benchmarks}: printed at once, written at the end. A command that is cut short prints the
 * tables that it has begun, and writes nothing. For the thread of the benchmark. The end of the process has a thread of its own.
 */
final class Page {

    /** Separates the results from text that was written by hand, which is kept. */
    private static final String BY_HAND = "<!-- by hand -->";

    private static final Path DIRECTORY = Path.of("docs/benchmarks");

    private final String name;
    private final String question;
    private final Rounds rounds;
    private final StringBuilder text = new StringBuilder();
    private final Map<Object, Runnable> begun = new LinkedHashMap<>();
    private boolean ended;

    Page(String name, String question, Rounds rounds) {
        this.name = name;
        this.question = question;
        this.rounds = rounds;
        System.out.println(question);
        System.out.println(rounds.announcement());
        Runtime.getRuntime().addShutdownHook(new Thread(this::cutShort, "cut short"));
    }

    /** A line of it. */
    void say(String line, Object... values) {
        String written = values.length == 0 ? line : String.format(Locale.ROOT, line, values);
        System.out.println(written);
        text.append(written).append('\n');
    }

    /** Values for a table of medians and ranges, by name. */
    Medians medians(String unit) {
        Medians medians = new Medians();
        due(medians, () -> table(medians, unit));
        return medians;
    }

    /** @param telling says what these results are until now */
    void due(Object results, Runnable telling) {
        synchronized (begun) {
            begun.put(results, telling);
        }
    }

    /** Says what they are now that they are complete. */
    void tell(Object results) {
        Runnable telling;
        synchronized (begun) {
            telling = begun.remove(results);
        }
        telling.run();
    }

    private void table(Medians medians, String unit) {
        say("| | median, %s | least to most |", unit);
        say("|---|--:|--:|");
        for (String row : medians.names()) {
            say("| %s | %.2f | %s |", row, medians.of(row), medians.range(row));
        }
    }

    /** The end of the process, whatever ends it. */
    private void cutShort() {
        synchronized (begun) {
            if (ended) {
                return;
            }
            System.out.println("Cut short, no page is written. Until then:");
            begun.values().forEach(Runnable::run);
        }
    }

    void write() throws IOException {
        synchronized (begun) {
            ended = true;
        }
        say("");
        say(
                "Load average at the end: %.1f.",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        Path file = DIRECTORY.resolve(name + ".md");
        String before = Files.exists(file) ? Files.readString(file) : "";
        int kept = before.indexOf(BY_HAND);
        Files.writeString(file, head() + text + (kept < 0 ? "" : "\n" + before.substring(kept)));
    }

    private String head() {
        return """
                # %s

                `src/bench/run %s` made this page, in %s rounds, with the generator `%s`, on %s.

                """.formatted(question, name, rounds.done(), Generator.name(), machine());
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + ", Java " + System.getProperty("java.runtime.version");
    }
}
