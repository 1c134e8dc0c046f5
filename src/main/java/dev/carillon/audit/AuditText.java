package dev.carillon.audit;

/**
 * Values as they may stand in a line: whatever a caller has sent, they neither end the line nor look like another field.
 * Beyond {@value #MAX_LENGTH} characters they are cut.
 */
final class AuditText {

    // No id, address or digest is longer; what is, was made up by somebody.
    static final int MAX_LENGTH = 160;

    private static final String CUT = "…";
    private static final String PLAIN = "._:@/+,-*~{}[]%;";

    private AuditText() {}

    /** Without characters that steer terminals or readers: those become {@code \}{@code uXXXX}, a backslash two. */
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

    /** Surrogates too are written out: half a character must not stand alone where a value is cut. */
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

    /** A clean value as it stands behind {@code key=}: in quotes unless it is plain. */
    static String quoted(String clean) {
        boolean plain = !clean.isEmpty()
                && clean.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0));
        return plain ? clean : '"' + clean + '"';
    }
}
