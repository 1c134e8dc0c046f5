package dev.carillon.inbox;

import dev.carillon.problem.InvalidField;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The requested types, in the form of the stream's filter: {@code session_*,payment.failed}. */
record TypePatterns(List<String> like) {

    // The same limits as in the stream's filter.
    private static final int MAX_TERMS = 50;
    private static final Pattern TERM = Pattern.compile("[A-Za-z0-9_.:-]{1,64}\\*?|\\*");

    /** @param given null or empty for all */
    static TypePatterns parse(String field, @Nullable String given) {
        if (given == null || given.isEmpty()) {
            return new TypePatterns(List.of("%"));
        }
        String[] terms = given.split(",", -1);
        if (terms.length > MAX_TERMS) {
            throw new InvalidField(field, "must not name more than " + MAX_TERMS + " types");
        }
        List<String> like = new ArrayList<>(terms.length);
        for (String term : terms) {
            String type = term.strip();
            if (!TERM.matcher(type).matches()) {
                throw new InvalidField(field, "must be types separated by commas, each with an optional * at its end");
            }
            // In an SQL pattern the underscore stands for any character, in a type for itself.
            like.add(type.replace("_", "\\_").replace('*', '%'));
        }
        return new TypePatterns(List.copyOf(like));
    }

    String[] array() {
        return like.toArray(String[]::new);
    }
}
