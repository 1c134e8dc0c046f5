package dev.carillon.sse;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The last notification of an organization that a client has seen, as it stands in {@code id:} lines: {@code <mark>-<id>}.
 *
 * <p>The mark tells the notification from another one with the same id. After a restore, or a failover that lost commits,
 * ids are given out again, and a bare id would silently resume in the wrong place.
 *
 * @param mark of the notification; 8 hexadecimal digits on the wire
 * @param id the last notification seen; 0 before the first
 */
public record Cursor(int mark, long id) {

    // 15 digits stay below 2^53, so that an id survives as a JavaScript number.
    public static final String FORM = "[0-9a-f]{8}-(0|[1-9][0-9]{0,14})";

    /** Before the first notification. */
    public static final Cursor START = new Cursor(0, 0);

    private static final Pattern PATTERN = Pattern.compile(FORM);
    private static final int MARK_DIGITS = 8;

    /** Empty if the text is no cursor. Never throws for any text. */
    public static Optional<Cursor> parse(String text) {
        if (!PATTERN.matcher(text).matches()) {
            return Optional.empty();
        }
        int mark = HexFormat.fromHexDigits(text, 0, MARK_DIGITS);
        return Optional.of(new Cursor(mark, Long.parseLong(text.substring(MARK_DIGITS + 1))));
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(mark) + "-" + id;
    }
}
