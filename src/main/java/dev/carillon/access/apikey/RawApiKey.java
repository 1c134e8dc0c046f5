package dev.carillon.access.apikey;

import dev.carillon.identity.Sha256;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key as its owner has it: {@code ck_<id>_<secret>_<mac>}. Scanners for leaked secrets find the prefix, lists and
 * logs show the id, and the secret has 256 random bits. The MAC tells it from a forged key without a database query.
 * Keys from before there was a MAC have none.
 *
 * @param mac null for a key without one
 */
record RawApiKey(String id, String text, @Nullable String mac) {

    static final String PREFIX = "ck_";

    private static final Pattern FORM =
            Pattern.compile("(" + PREFIX + "([0-9a-f]{16})_[A-Za-z0-9_-]{43})(?:_([A-Za-z0-9_-]{22}))?");

    /** Empty for text of any other form; any text may be given. */
    static Optional<RawApiKey> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new RawApiKey(matcher.group(2), text, matcher.group(3)))
                : Optional.empty();
    }

    boolean hasMac() {
        return mac != null;
    }

    /** The part of the text that the MAC covers. */
    String signed() {
        return mac == null ? text : text.substring(0, text.length() - mac.length() - 1);
    }

    byte[] hash() {
        return HexFormat.of().parseHex(Sha256.hex(text));
    }

    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }
}
