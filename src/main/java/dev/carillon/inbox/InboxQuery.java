package dev.carillon.inbox;

import dev.carillon.limit.PageRows;
import dev.carillon.problem.InvalidField;
import dev.carillon.problem.WholeNumber;
import org.jspecify.annotations.Nullable;

/**
 * A request for a page of the inbox.
 *
 * @param before only notifications with a lower id
 */
public record InboxQuery(int limit, long before, boolean unread, boolean archived, TypePatterns types) {

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
                PageRows.parse(limit),
                before == null ? Long.MAX_VALUE : WholeNumber.parse("before", before, 1, Long.MAX_VALUE),
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
