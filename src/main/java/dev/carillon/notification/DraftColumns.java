package dev.carillon.notification;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Turns drafts into the columns of an insert: one text array per column, in the order in which the statements name them. */
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

    /** The other values of a statement, followed by these columns. */
    static Object[] behind(List<Draft> drafts, Object... values) {
        Object[] all = Arrays.copyOf(values, values.length + ALL.size());
        for (int i = 0; i < ALL.size(); i++) {
            Function<Draft, String> column = ALL.get(i);
            String[] texts = new String[drafts.size()];
            for (int row = 0; row < texts.length; row++) {
                texts[row] = column.apply(drafts.get(row));
            }
            all[values.length + i] = texts;
        }
        return all;
    }
}
