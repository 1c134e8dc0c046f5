package dev.carillon.outgoing;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * The address of a server that a customer has named.
 *
 * @param host in lower case; an IPv6 address without brackets
 * @param uri path and query
 */
public record Target(boolean isHttps, String host, int port, String uri) {

    /** As long as any browser takes. */
    public static final int MAX_LENGTH = 2048;

    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final int MAX_PORT = 65535;

    /** Empty for text that is no absolute {@code https} or {@code http} address without account and fragment. */
    public static Optional<Target> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text).parseServerAuthority();
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            String host = uri.getHost();
            boolean isHttps = scheme.equals("https");
            if (!(isHttps || scheme.equals("http"))
                    || host == null
                    || uri.getRawUserInfo() != null
                    || uri.getRawFragment() != null
                    || uri.getPort() == 0
                    || uri.getPort() > MAX_PORT
                    || !isAscii(text)) {
                return Optional.empty();
            }
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            int port = uri.getPort() < 0 ? (isHttps ? HTTPS : HTTP) : uri.getPort();
            return Optional.of(new Target(isHttps, bare(host), port, path + query));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    private static String bare(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") ? lower.substring(1, lower.length() - 1) : lower;
    }
}
