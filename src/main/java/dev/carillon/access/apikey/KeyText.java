package dev.carillon.access.apikey;

import dev.carillon.identity.Sha256;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key as its owner has it: {@code ck_<id>_<secret>}. The prefix is for tools that look for leaked secrets, the id is
 * for lists and logs, the secret has 256 random bits.
 */
record KeyText(String id, String text) {

    static final String PREFIX = "ck_";

    private static final Pattern FORM = Pattern.compile("ck_([0-9a-f]{16})_[A-Za-z0-9_-]{43}");
    private static final int ID_BYTES = 8;
    private static final int SECRET_BYTES = 32;

    static KeyText random(SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        String name = HexFormat.of().formatHex(id);
        return new KeyText(
                name,
                PREFIX + name + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** Empty for anything that we have not made; any text may be given. */
    static Optional<KeyText> parse(String text) {
        var matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(new KeyText(matcher.group(1), text)) : Optional.empty();
    }

    byte[] hash() {
        return HexFormat.of().parseHex(Sha256.hex(text));
    }

    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }
}
