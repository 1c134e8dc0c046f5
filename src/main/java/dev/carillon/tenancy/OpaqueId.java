package dev.carillon.tenancy;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form of user and organization ids: opaque to Carillon, and harmless wherever they are written (channel names,
 * envelopes, log lines).
 */
public final class OpaqueId {

    /** 1–64 of {@code A-Z a-z 0-9 _ . : @ -}. */
    public static final String FORM = "[A-Za-z0-9_.:@-]{1,64}";

    /** A client's id is made of a user's, an organization's and a number, or is the client's own text of the same form. */
    public static final String CLIENT_FORM = "[A-Za-z0-9_.:@-]{1,160}";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    private OpaqueId() {}

    /** False also for null. */
    public static boolean isValid(@Nullable String text) {
        return text != null && PATTERN.matcher(text).matches();
    }
}
