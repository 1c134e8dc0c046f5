package dev.carillon.stream;

import dev.carillon.problem.InvalidField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The types that a client asked for: parsed once, tested for each notification. An empty filter passes everything. */
record EventFilter(Set<String> exact, List<String> prefixes) {

    // More types than any page lists. Each costs a comparison for each notification.
    private static final int MAX_TERMS = 50;
    private static final EventFilter ALL = new EventFilter(Set.of(), List.of());
    private static final Pattern TERM = Pattern.compile("[A-Za-z0-9_.:-]{0,64}\\*?");

    /** @param types {@code session_*,payment.failed}; null or empty for all */
    static EventFilter parse(@Nullable String types) {
        if (types == null || types.isEmpty()) {
            return ALL;
        }
        Set<String> exact = new HashSet<>();
        List<String> prefixes = new ArrayList<>();
        String[] terms = types.split(",", -1);
        if (terms.length > MAX_TERMS) {
            throw new InvalidField("types", "must not name more than " + MAX_TERMS + " types");
        }
        for (String term : terms) {
            String type = term.strip();
            if (type.isEmpty() || !TERM.matcher(type).matches()) {
                throw new InvalidField(
                        "types", "must be types separated by commas, each with an optional * at its end");
            }
            if (type.endsWith("*")) {
                prefixes.add(type.substring(0, type.length() - 1));
            } else {
                exact.add(type);
            }
        }
        return new EventFilter(Set.copyOf(exact), List.copyOf(prefixes));
    }

    boolean isEmpty() {
        return exact.isEmpty() && prefixes.isEmpty();
    }

    boolean passes(String type) {
        if (isEmpty()) {
            return true;
        }
        if (exact.contains(type)) {
            return true;
        }
        for (String prefix : prefixes) {
            if (type.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
