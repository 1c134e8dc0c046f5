package dev.carillon.monitoring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The answer of {@code /q/metrics}, parsed: Prometheus' text format. */
record Exposition(Map<String, Family> families) {

    private static final Pattern HEAD = Pattern.compile("# (HELP|TYPE) (\\S+) ?(.*)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    /** Values of their own in each build. */
    private static final String OF_BUILDS = "carillon_build_info";

    private static final Set<String> OF_BUCKETS = Set.of("le", "quantile");

    /** One metric with all its series; histograms have three names for one. */
    record Family(String name, String type, String help, Map<String, Set<String>> labels, Set<String> sampleNames) {

        /** Counters get a suffix that their families do not have. */
        String nameOfSamples() {
            return type.equals("counter") ? name + "_total" : name;
        }
    }

    static Exposition parse(String text) {
        Map<String, String> types = new LinkedHashMap<>();
        Map<String, String> helps = new LinkedHashMap<>();
        Map<String, Family> families = new TreeMap<>();
        List<String> samples = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher head = HEAD.matcher(line);
            if (head.matches()) {
                (head.group(1).equals("HELP") ? helps : types).put(head.group(2), head.group(3));
            } else if (!line.startsWith("#") && !line.isBlank()) {
                samples.add(line);
            }
        }
        types.forEach((name, type) -> families.put(
                name, new Family(name, type, helps.getOrDefault(name, ""), new TreeMap<>(), new TreeSet<>())));
        samples.forEach(sample -> add(sample, families));
        return new Exposition(families);
    }

    private static void add(String line, Map<String, Family> families) {
        // An exemplar may follow the sample: the trace of one counted event.
        Matcher sample = SAMPLE.matcher(line.split(" # \\{", 2)[0]);
        if (!sample.matches()) {
            throw new IllegalArgumentException(line);
        }
        Family family = family(sample.group(1), families);
        family.sampleNames().add(sample.group(1));
        if (sample.group(2) != null) {
            Matcher label = LABEL.matcher(sample.group(2));
            while (label.find()) {
                if (!OF_BUCKETS.contains(label.group(1))) {
                    family.labels()
                            .computeIfAbsent(label.group(1), l -> new TreeSet<>())
                            .add(sample.group(1).equals(OF_BUILDS) ? "…" : label.group(2));
                }
            }
        }
    }

    private static Family family(String sample, Map<String, Family> families) {
        // Histograms, summaries and timers of running tasks add suffixes of their own to the family's name.
        for (String name = sample; !name.isEmpty(); name = name.substring(0, Math.max(0, name.lastIndexOf('_')))) {
            if (families.containsKey(name)) {
                return families.get(name);
            }
        }
        throw new IllegalArgumentException("No TYPE line for " + sample);
    }

    /** Ours, without the {@code _max} that every timer has beside it. */
    List<Family> ofCarillon() {
        return families.values().stream()
                .filter(family -> family.name().startsWith("carillon_"))
                .filter(family -> !family.name().endsWith("_max"))
                .toList();
    }

    Set<String> sampleNames() {
        Set<String> names = new TreeSet<>();
        families.values().forEach(family -> names.addAll(family.sampleNames()));
        return names;
    }

    String table() {
        StringBuilder table = new StringBuilder("| metric | type | labels | meaning |\n|---|---|---|---|\n");
        for (Family family : ofCarillon()) {
            List<String> labels = new ArrayList<>();
            family.labels().forEach((label, values) -> labels.add("`" + label + "`: " + String.join(", ", values)));
            table.append("| `").append(family.nameOfSamples()).append("` | ");
            table.append(family.type()).append(" | ");
            table.append(String.join("; ", labels)).append(" | ");
            table.append(family.help()).append(" |\n");
        }
        return table.toString();
    }
}
