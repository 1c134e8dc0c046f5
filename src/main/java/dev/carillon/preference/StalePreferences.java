package dev.carillon.preference;

/** The preferences have another version than the one that the change was made from. Nothing was stored. */
public final class StalePreferences extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StalePreferences(long version) {
        super("They were changed meanwhile; load them again. Their version is not " + version + ".");
    }
}
