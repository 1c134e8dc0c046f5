package dev.carillon.coverage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The least percentage that each package may have.
 *
 * @param percents by the package's name without {@code dev.carillon.}; the root is {@code .}
 */
record Floors(SortedMap<String, Integer> percents) {

    /** One a line: the package, and its percentage. */
    static Floors read(Path file) throws IOException {
        SortedMap<String, Integer> percents = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split("\\s+");
            if (words.length != 2 || !words[1].matches("\\d|[1-9]\\d|100")) {
                throw new IllegalArgumentException("Not a package and a percentage of 0 to 100: " + line);
            }
            if (percents.put(words[0], Integer.valueOf(words[1])) != null) {
                throw new IllegalArgumentException("Twice: " + words[0]);
            }
        }
        return new Floors(percents);
    }

    /** One for each package that is below its floor or has none, and for each floor of a package that is gone. */
    List<String> faults(Map<String, Share> measured) {
        List<String> faults = new ArrayList<>();
        new TreeMap<>(measured).forEach((name, share) -> {
            Integer floor = percents.get(name);
            if (floor == null) {
                faults.add("%s has %s and no floor".formatted(name, share));
            } else if (share.percent() < floor) {
                faults.add("%s has %s, and its floor is %d %%".formatted(name, share, floor));
            }
        });
        percents.keySet().stream()
                .filter(name -> !measured.containsKey(name))
                .forEach(name -> faults.add("%s has a floor and nothing that was measured".formatted(name)));
        return faults;
    }
}
