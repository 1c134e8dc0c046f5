package dev.carillon.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Sources and documents of this project, for tests that compare one with another. */
public final class ProjectFiles {

    private ProjectFiles() {}

    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the order of their paths. */
    public static List<Path> below(Path root, String ending) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(
                            file -> Files.isRegularFile(file) && file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The texts by file name, as classes move between packages; files of one name are joined. */
    public static Map<String, String> byName(Path root, String ending) {
        Map<String, String> texts = new TreeMap<>();
        below(root, ending).forEach(file -> texts.merge(file.getFileName().toString(), read(file), String::concat));
        return texts;
    }
}
