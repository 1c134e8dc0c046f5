package dev.carillon.coverage;

import java.util.Locale;

/** Lines that ran, of all lines. */
record Share(long part, long whole) {

    Share plus(Share other) {
        return new Share(part + other.part, whole + other.whole);
    }

    /** Of nothing: all. */
    double percent() {
        return whole == 0 ? 100 : 100.0 * part / whole;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.1f %% (%d of %d)", percent(), part, whole);
    }
}
