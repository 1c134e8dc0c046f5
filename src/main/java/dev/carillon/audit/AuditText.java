package dev.carillon.audit;

/**
 * Makes values safe for a line: text from a caller can neither end the line nor look like another field. Values are cut
 * beyond {@value #MAX_LENGTH} characters.
 */
final class AuditText {

    // Characters. No real id, address or digest is longer.
    static final int MAX_LENGTH = 160;

    private static final String CUT = "…";
    private static final String PLAIN = "._:@/+,-*~{}[]%;";

    private AuditText() {}

    /** Escapes characters that control terminals or readers, quotes and backslashes, as JSON does. */
    static String clean(String value) {
        StringBuilder clean = new StringBuilder(Math.min(value.length(), MAX_LENGTH) + 1);
        for (int i = 0; i < value.length(); i++) {
            if (clean.length() >= MAX_LENGTH) {
                return clean.append(CUT).toString();
            }
            append(clean, value.charAt(i));
        }
        return clean.toString();
    }

    private static void append(StringBuilder clean, char c) {
        if (c == '\\' || c == '"') {
            clean.append('\\').append(c);
        } else if (isHarmless(c)) {
            clean.append(c);
        } else {
            clean.append(String.format("\\u%04x", (int) c));
        }
    }

    /** Surrogates are escaped too, because a cut must not leave half a character. */
    private static boolean isHarmless(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** A clean value as it follows {@code key=}: in quotes unless it is plain. */
    static String quoted(String clean) {
        boolean plain = !clean.isEmpty()
                && clean.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0));
        return plain ? clean : '"' + clean + '"';
    }
}
