package dev.carillon.notification;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** What an insert takes from drafts: an array of text for each column, in the order in which the statements name them. */
final class DraftColumns {

    private static final List<Function<Draft, String>> ALL = List.of(
            draft -> draft.recipient().nullableUser(),
            Draft::type,
            Draft::title,
            Draft::message,
            Draft::actionUrl,
            draft -> draft.extras().data(),
            draft -> Objects.toString(draft.extras().expiresAt(), null),
            draft -> draft.extras().collapseKey());

    private DraftColumns() {}

    /** @param first the number of the first of these parameters */
    static void set(PreparedStatement statement, int first, List<Draft> drafts) throws SQLException {
        for (int i = 0; i < ALL.size(); i++) {
            setArray(
                    statement,
                    first + i,
                    "text",
                    drafts.stream().map(ALL.get(i)).toArray());
        }
    }

    static void setArray(PreparedStatement statement, int index, String type, Object[] values) throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }
}
