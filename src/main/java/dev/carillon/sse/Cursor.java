package dev.carillon.sse;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in the notifications of one organization, as it stands in {@code id:} lines: {@code <epoch>-<id>}.
 *
 * <p>The epoch names the history that the id belongs to: after a restore or a failover that lost commits the same
 * number is given to another notification, and a bare number would silently resume in the wrong place.
 *
 * @param epoch 1–16 of {@code 0-9 a-z}
 * @param id the last notification seen; 0 before the first
 */
public record Cursor(String epoch, long id) {

    // 15 digits stay below 2^53, so that a cursor survives a detour through JavaScript's numbers.
    private static final Pattern FORM = Pattern.compile("([0-9a-z]{1,16})-(0|[1-9][0-9]{0,14})");

    /** Empty where the text is no cursor; never throws, whatever a client sends. */
    public static Optional<Cursor> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new Cursor(matcher.group(1), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return epoch + "-" + id;
    }
}
