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
            Function<Draft, String> column = ALL.get(i);
            String[] values = new String[drafts.size()];
            for (int row = 0; row < values.length; row++) {
                values[row] = column.apply(drafts.get(row));
            }
            setTexts(statement, first + i, values);
        }
    }

    /** By the array's own type: the driver sends {@code String[]} in PostgreSQL's binary form, {@code Object[]} as text. */
    static void setTexts(PreparedStatement statement, int index, String[] values) throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf("text", values));
    }

    static void setNumbers(PreparedStatement statement, int index, Long[] values) throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf("int8", values));
    }
}
