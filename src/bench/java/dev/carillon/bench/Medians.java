package dev.carillon.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Values of several rounds by name; the middle one counts. For all threads. */
final class Medians {

    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    synchronized void add(String name, double value) {
        values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    synchronized double of(String name) {
        List<Double> sorted =
                values.getOrDefault(name, List.of()).stream().sorted().toList();
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    synchronized double least(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .mapToDouble(v -> v)
                .min()
                .orElse(Double.NaN);
    }

    synchronized double most(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .mapToDouble(v -> v)
                .max()
                .orElse(Double.NaN);
    }

    String range(String name) {
        return String.format(Locale.ROOT, "%.2f–%.2f", least(name), most(name));
    }

    synchronized Set<String> names() {
        return new LinkedHashSet<>(values.keySet());
    }
}
