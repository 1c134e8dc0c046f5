package dev.carillon.webhook;

import java.util.regex.Pattern;

/** A type of notifications, with an optional * at its end, and its form for LIKE. */
public final class TypePattern {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.:-]{1,64}\\*?|\\*");

    private TypePattern() {}

    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    /** Whether a type is one of the pattern's. */
    public static boolean matches(String pattern, String type) {
        return pattern.endsWith("*")
                ? type.startsWith(pattern.substring(0, pattern.length() - 1))
                : type.equals(pattern);
    }

    /** For LIKE, where the underscore stands for any character. */
    public static String like(String pattern) {
        return pattern.replace("_", "\\_").replace('*', '%');
    }

    /** As it was given. */
    public static String shown(String like) {
        return like.replace("\\_", "_").replace('%', '*');
    }
}
