package dev.carillon.preference;

import java.util.Comparator;

/**
 * A type, or all types with a beginning: {@code payment.failed}, {@code payment.*}, {@code *}.
 *
 * @param text matches {@link #FORM}
 */
record TypePattern(String text) {

    /** As of a notification's type, with an optional star at its end. */
    static final String FORM = "[A-Za-z0-9_.:-]{1,64}\\*?|\\*";

    /** The closest one first: a type before beginnings, and long beginnings before short ones. */
    static final Comparator<TypePattern> CLOSEST_FIRST = Comparator.comparing(TypePattern::isBeginning)
            .thenComparing(pattern -> -pattern.text.length())
            .thenComparing(TypePattern::text);

    private boolean isBeginning() {
        return text.endsWith("*");
    }

    boolean matches(String type) {
        return isBeginning() ? type.regionMatches(0, text, 0, text.length() - 1) : type.equals(text);
    }
}
