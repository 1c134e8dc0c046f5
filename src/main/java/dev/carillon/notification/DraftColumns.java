package dev.carillon.notification;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Turns drafts into the columns of an append: one text array per column, in the order of its parameters. */
final class DraftColumns {

    private static final List<Function<Draft, String>> ALL = List.of(
            draft -> draft.recipient().nullableUser(),
            Draft::type,
            Draft::title,
            Draft::message,
            Draft::actionUrl,
            draft -> draft.extras().data(),
            draft -> Objects.toString(draft.extras().expiresAt(), null),
            draft -> draft.extras().collapseKey(),
            draft -> draft.extras().sender());

    static final int COUNT = ALL.size();

    private DraftColumns() {}

    static List<String[]> of(List<Draft> drafts) {
        return ALL.stream()
                .map(column -> drafts.stream().map(column).toArray(String[]::new))
                .toList();
    }
}
