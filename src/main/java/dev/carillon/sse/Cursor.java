package dev.carillon.sse;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The last notification of an organization that a client has seen, as it stands in {@code id:} lines: {@code <epoch>-<id>}.
 *
 * <p>The epoch names the history that the id belongs to. After a restore, or a failover that lost commits, the same id is
 * given to another notification, and a bare id would silently resume in the wrong place.
 *
 * @param epoch 1–16 characters of {@code 0-9 a-z}
 * @param id the last notification seen; 0 before the first
 */
public record Cursor(String epoch, long id) {

    // 15 digits stay below 2^53, so that an id survives as a JavaScript number.
    public static final String FORM = "[0-9a-z]{1,16}-(0|[1-9][0-9]{0,14})";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    /** Empty if the text is no cursor. Never throws for any text. */
    public static Optional<Cursor> parse(String text) {
        if (!PATTERN.matcher(text).matches()) {
            return Optional.empty();
        }
        int dash = text.indexOf('-');
        return Optional.of(new Cursor(text.substring(0, dash), Long.parseLong(text.substring(dash + 1))));
    }

    @Override
    public String toString() {
        return epoch + "-" + id;
    }
}
