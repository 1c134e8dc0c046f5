package dev.carillon.coverage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * PIT's report of one package as comma-separated values: a mutant a line.
 *
 * @param statuses how many mutants ended in each status
 */
record MutationReport(Map<String, Long> statuses) {

    private static final int STATUS = 5;

    /** A test failed, or one did not end. */
    private static final Set<String> KILLED = Set.of("KILLED", "TIMED_OUT");

    /** The JVM does not load such a class, so no test could miss it. */
    private static final String NEVER_RAN = "NON_VIABLE";

    static MutationReport read(Path file) throws IOException {
        Map<String, Long> statuses = Files.readAllLines(file).stream()
                .map(line -> line.split(",", -1)[STATUS])
                .collect(Collectors.groupingBy(status -> status, TreeMap::new, Collectors.counting()));
        if (statuses.isEmpty()) {
            throw new IllegalArgumentException("Without a mutant: " + file);
        }
        return new MutationReport(statuses);
    }

    /** Mutants that tests found, of all that ran. An error of the tool or of memory finds nothing. */
    Share killed() {
        long killed = 0;
        long all = 0;
        for (Map.Entry<String, Long> status : statuses.entrySet()) {
            killed += KILLED.contains(status.getKey()) ? status.getValue() : 0;
            all += status.getKey().equals(NEVER_RAN) ? 0 : status.getValue();
        }
        return new Share(killed, all);
    }
}
