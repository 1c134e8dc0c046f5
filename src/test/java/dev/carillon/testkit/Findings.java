package dev.carillon.testkit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts broken invariants and keeps a few examples of each. */
final class Findings {
    private static final int EXAMPLES = 5;

    private final Map<Invariant, Long> counts = new EnumMap<>(Invariant.class);
    private final Map<Invariant, List<String>> examples = new EnumMap<>(Invariant.class);

    void add(Invariant invariant, String example, Object... arguments) {
        counts.merge(invariant, 1L, Long::sum);
        List<String> kept = examples.computeIfAbsent(invariant, i -> new ArrayList<>());
        if (kept.size() < EXAMPLES) {
            kept.add(String.format(example, arguments));
        }
    }

    long count(Invariant invariant) {
        return counts.getOrDefault(invariant, 0L);
    }

    List<Violation> violations() {
        return counts.keySet().stream()
                .map(i -> new Violation(i, counts.get(i), List.copyOf(examples.get(i))))
                .toList();
    }
}
