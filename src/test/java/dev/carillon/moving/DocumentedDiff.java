package dev.carillon.moving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The changes to one file that a page shows, as a unified diff without line numbers.
 *
 * @param hunks each the old lines and the new ones
 */
record DocumentedDiff(Path file, List<Hunk> hunks) {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```diff\\n--- a/(\\S+)\\n\\+\\+\\+ b/\\1\\n(.*?)^```$");

    record Hunk(String before, String after) {}

    static List<DocumentedDiff> in(Path page) throws IOException {
        List<DocumentedDiff> diffs = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(page));
        while (block.find()) {
            List<Hunk> hunks = new ArrayList<>();
            for (String hunk : block.group(2).split("(?m)^@@ @@\\n")) {
                if (!hunk.isEmpty()) {
                    hunks.add(new Hunk(side(hunk, '-'), side(hunk, '+')));
                }
            }
            diffs.add(new DocumentedDiff(Path.of(block.group(1)), hunks));
        }
        return diffs;
    }

    private static String side(String hunk, char own) {
        StringBuilder text = new StringBuilder();
        hunk.lines()
                .filter(line -> line.charAt(0) == ' ' || line.charAt(0) == own)
                .forEach(line -> text.append(line, 1, line.length()).append('\n'));
        return text.toString();
    }

    /** @throws IllegalStateException if the file does not have the old lines, exactly once */
    void applyIn(Path directory) throws IOException {
        Path target = directory.resolve(file);
        String text = Files.readString(target);
        for (Hunk hunk : hunks) {
            int at = text.indexOf(hunk.before());
            if (at < 0 || text.indexOf(hunk.before(), at + 1) >= 0) {
                throw new IllegalStateException(file + " does not have once:\n" + hunk.before());
            }
            text = text.substring(0, at)
                    + hunk.after()
                    + text.substring(at + hunk.before().length());
        }
        Files.writeString(target, text);
    }
}
