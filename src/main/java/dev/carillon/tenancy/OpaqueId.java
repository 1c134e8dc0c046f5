package dev.carillon.tenancy;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form that ids of users and organizations have: opaque to us, and harmless wherever they are written (channel
 * names, envelopes, log lines).
 */
public final class OpaqueId {

    /** 1–64 of {@code A-Z a-z 0-9 _ . : @ -}. */
    public static final String FORM = "[A-Za-z0-9_.:@-]{1,64}";

    /** A client's id is a user's, an organization's and a number, or a text of the client's own of the same kind. */
    public static final String CLIENT_FORM = "[A-Za-z0-9_.:@-]{1,160}";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    private OpaqueId() {}

    /** False also for null. */
    public static boolean isValid(@Nullable String text) {
        return text != null && PATTERN.matcher(text).matches();
    }
}
