package dev.carillon.preference;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The types that a user is not shown in the app, as the database keeps them: patterns behind {@code +} or {@code -}, of
 * which the first one that matches decides. Statements of the inbox read the same text.
 *
 * <p>See docs/adr/0043-muting-is-a-view.md
 */
public record MutedTypes(List<String> inOrder) {

    /** Everything is shown, which costs nobody a comparison. */
    public static final MutedTypes NONE = new MutedTypes(List.of());

    public MutedTypes {
        inOrder = List.copyOf(inOrder);
    }

    /** {@link #NONE} if nothing in it mutes. */
    static MutedTypes of(List<String> required, List<String> own, List<String> defaults) {
        List<String> inOrder =
                Stream.of(required, own, defaults).flatMap(List::stream).toList();
        return mutes(inOrder) ? new MutedTypes(inOrder) : NONE;
    }

    static boolean mutes(List<String> inOrder) {
        return inOrder.stream().anyMatch(one -> one.charAt(0) == '-');
    }

    /** @param inOrder of one source, in the order of {@link Preferences} */
    static List<String> compile(List<TypePreference> inOrder) {
        List<String> compiled = new ArrayList<>();
        for (TypePreference one : inOrder) {
            Boolean said = one.says(Medium.IN_APP);
            if (said != null) {
                compiled.add((said ? "+" : "-") + one.type());
            }
        }
        return compiled;
    }

    public boolean isMuted(String type) {
        for (String one : inOrder) {
            if (matches(one, type)) {
                return one.charAt(0) == '-';
            }
        }
        return false;
    }

    private static boolean matches(String one, String type) {
        int end = one.length() - 1;
        return one.charAt(end) == '*'
                ? type.regionMatches(0, one, 1, end - 1)
                : type.length() == end && one.endsWith(type);
    }

    public boolean isEmpty() {
        return inOrder.isEmpty();
    }
}
