package dev.carillon.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of several rounds by name; the middle one counts. */
final class Medians {

    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    void add(String name, double value) {
        values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    double of(String name) {
        List<Double> sorted =
                values.getOrDefault(name, List.of()).stream().sorted().toList();
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    String range(String name) {
        List<Double> all = values.getOrDefault(name, List.of());
        double min = all.stream().mapToDouble(v -> v).min().orElse(Double.NaN);
        double max = all.stream().mapToDouble(v -> v).max().orElse(Double.NaN);
        return String.format("%.2f–%.2f", min, max);
    }

    Iterable<String> names() {
        return values.keySet();
    }
}
