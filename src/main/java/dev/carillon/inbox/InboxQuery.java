package dev.carillon.inbox;

import dev.carillon.problem.InvalidField;
import org.jspecify.annotations.Nullable;

/**
 * A request for a page of the inbox.
 *
 * @param before only notifications with a lower id
 */
public record InboxQuery(int limit, long before, boolean unread, boolean archived, TypePatterns types) {

    public static final int DEFAULT_LIMIT = 20;

    /** Maximum size of a page: some 3 MB if all notifications are as large as allowed. */
    public static final int MAX_LIMIT = 100;

    /**
     * The newest, of all types.
     *
     * @param before of those with a lower id; null for the very newest
     */
    public static InboxQuery newest(int limit, boolean unread, @Nullable Long before) {
        long end = before == null ? Long.MAX_VALUE : before;
        return new InboxQuery(limit, end, unread, false, TypePatterns.parse("type", null));
    }

    /** From the parameters of a query string, each of which may be null. */
    static InboxQuery parse(String limit, String before, String unread, String archived, String type) {
        return new InboxQuery(
                (int) number("limit", limit, DEFAULT_LIMIT, MAX_LIMIT),
                number("before", before, Long.MAX_VALUE, Long.MAX_VALUE),
                flag("unread", unread),
                flag("archived", archived),
                TypePatterns.parse("type", type));
    }

    /** Whether {@link #statement} looks at the newest segments first; the other lists are short or begin at the watermark. */
    boolean mayBeOlder() {
        return !archived && !unread;
    }

    String statement() {
        if (archived) {
            return unread ? InboxStatements.ARCHIVE_UNREAD : InboxStatements.ARCHIVE;
        }
        return unread ? InboxStatements.UNREAD_ONLY : InboxStatements.INBOX;
    }

    private static long number(String field, String text, long otherwise, long max) {
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 1 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Rejected below, like a number that is out of range.
        }
        throw new InvalidField(field, "must be a whole number from 1 to " + max);
    }

    private static boolean flag(String field, String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true") || text.isEmpty()) {
            return true;
        }
        throw new InvalidField(field, "must be true or false");
    }
}
