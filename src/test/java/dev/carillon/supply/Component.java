package dev.carillon.supply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Something that others have written and that is in the package.
 *
 * @param kind {@code maven} for a library, {@code npm} for a package in a served script
 * @param name as the package names its files: group and artifact with a dot between; or npm's name
 */
record Component(String kind, String name, String version) {

    /** Native parts, one for each platform, carry their platform after the version. */
    private static final Pattern FILE = Pattern.compile("(.+?)-(\\d.*?)(?:-(?:linux|osx|windows)-[a-z0-9_]+)?\\.jar");

    /** @param directory {@code lib} of the packaged application */
    static List<Component> libraries(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .map(Component::library)
                    .distinct()
                    .toList();
        }
    }

    static Component library(String file) {
        Matcher parts = FILE.matcher(file);
        if (!parts.matches()) {
            throw new IllegalArgumentException(file + " has no version");
        }
        return new Component("maven", parts.group(1), parts.group(2));
    }

    /** @param bundled the list that the build of the scripts has written */
    static List<Component> scripts(Path bundled) throws IOException {
        List<Component> scripts = new ArrayList<>();
        for (JsonNode script : new ObjectMapper().readTree(Files.readString(bundled))) {
            scripts.add(new Component(
                    "npm", script.path("name").asText(), script.path("version").asText()));
        }
        return scripts;
    }
}
