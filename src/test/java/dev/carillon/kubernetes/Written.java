package dev.carillon.kubernetes;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.regex.Pattern;

/** Texts with a form. */
final class Written {

    private Written() {}

    /** A time as Go writes it: {@code 90s}, {@code 1m30s}. */
    record GoTime(String text) {
        private static final Pattern FORM = Pattern.compile("([0-9]+(h|m|s|ms)){1,4}");

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        GoTime {
            if (text == null || !FORM.matcher(text).matches()) {
                throw new IllegalArgumentException("not a duration: " + text);
            }
        }
    }

    /** A name of an object. */
    record Name(String text) {
        private static final Pattern FORM = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Name {
            if (text == null || !FORM.matcher(text).matches()) {
                throw new IllegalArgumentException("not a name: " + text);
            }
        }
    }
}
