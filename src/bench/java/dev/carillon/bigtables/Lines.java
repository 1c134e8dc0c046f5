package dev.carillon.bigtables;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** Results: printed at once, and kept for the page. For several threads. */
final class Lines {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    void say(String text, Object... values) {
        String line = (values.length == 0 ? text : String.format(Locale.ROOT, text, values)).stripTrailing();
        System.out.println(line);
        lines.add(line);
    }

    /** As a block of code of a page. */
    String indented() {
        return String.join(
                "\n",
                lines.stream()
                        .flatMap(String::lines)
                        .map(line -> ("    " + line).stripTrailing())
                        .toList());
    }
}
