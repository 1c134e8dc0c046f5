package dev.carillon.publish;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The links that a notification may carry: {@code http(s)} with a host, or an absolute path of the page's own site.
 *
 * <p>Links that browsers and parsers read differently are rejected instead of cleaned: backslashes and tabs inside a
 * scheme, {@code //host}, credentials before the host.
 */
public final class ActionUrl {

    /** Their form, as far as a regular expression can tell; {@link #fault} decides. */
    public static final String FORM = "(/([^/\\\\\\s][^\\\\\\s]*)?|[Hh][Tt][Tt][Pp][Ss]?://[^\\\\\\s]+)";

    private ActionUrl() {}

    /** The fault of the link; null if it has none. */
    static @Nullable String fault(String url) {
        if (url.isEmpty()) {
            return "must not be empty";
        }
        if (url.chars().anyMatch(c -> c <= ' ' || c == '\\' || c == 0x7F || Character.isISOControl(c))) {
            return "must not hold spaces, control characters or backslashes";
        }
        if (url.startsWith("/")) {
            return url.startsWith("//") ? "must not begin with //" : null;
        }
        return absoluteFault(url);
    }

    private static @Nullable String absoluteFault(String url) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")) {
                return "must be an absolute path or begin with http:// or https://";
            }
            if (uri.getHost() == null) {
                return "has no host";
            }
            return uri.getRawUserInfo() == null ? null : "must not hold credentials";
        } catch (URISyntaxException e) {
            return "is not a URL";
        }
    }
}
