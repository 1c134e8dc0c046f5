package dev.carillon.supply;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The oldest version of some components that may be in the package.
 *
 * @param names of components; a star stands for anything
 * @param advisories why older ones may not
 */
record Floor(String kind, String names, String version, String advisories, String reason) {

    private static final int COLUMNS = 5;

    /** One a line, columns divided by bars. */
    static List<Floor> read(Path file) throws IOException {
        List<Floor> floors = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                floors.add(parse(line));
            }
        }
        return floors;
    }

    static Floor parse(String line) {
        String[] columns = line.split("\\s*\\|\\s*", -1);
        if (columns.length != COLUMNS || Stream.of(columns).anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("Not kind | names | version | advisories | reason: " + line);
        }
        return new Floor(columns[0].strip(), columns[1], columns[2], columns[3], columns[4].strip());
    }

    /** The components that are older than the first floor that names them, each as a complaint. */
    static List<String> below(List<Floor> floors, List<Component> components) {
        return components.stream()
                .flatMap(component -> floors.stream()
                        .filter(floor -> floor.speaksOf(component))
                        .findFirst()
                        .flatMap(floor -> floor.complaint(component))
                        .stream())
                .toList();
    }

    boolean speaksOf(Component component) {
        String pattern = Stream.of(names.replace(':', '.').split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return kind.equals(component.kind()) && component.name().matches(pattern);
    }

    private Optional<String> complaint(Component component) {
        if (Version.parse(component.version()).compareTo(Version.parse(version)) >= 0) {
            return Optional.empty();
        }
        return Optional.of(component.name() + " " + component.version() + " is below " + version + ": " + advisories
                + " (" + reason + ")");
    }
}
