package dev.carillon.edge;

import dev.carillon.route.Rules.Effect;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request may use the cookie that a browser has added. A cookie is no consent: browsers send it with
 * requests of pages on another port or subdomain, {@code SameSite=Strict} or not. CORS would only hide an answer after
 * the stream was opened. A request that names neither its origin nor a browser comes from another program.
 */
@Singleton
final class CrossOriginPolicy {

    // No tag of a page asks for one of these.
    private static final List<String> MEANT = List.of("text/event-stream", "application/json", "application/x-ndjson");

    // Begins the user agent of every browser since 1995, and of no command-line tool.
    private static final String BROWSER = "Mozilla/";

    private final Set<String> allowedOrigins;

    /**
     * The headers by which a request shows its origin; null for each missing one.
     *
     * @param site the {@code Sec-Fetch-Site} header, which pages cannot set; absent in old browsers, over plain HTTP,
     *     and from other programs
     */
    record Shown(
            String site,
            String origin,
            String referer,
            String accept,
            String userAgent,
            String scheme,
            @Nullable String authority) {}

    @Inject
    CrossOriginPolicy(BrowserConfig config) {
        this(config.allowedOrigins().orElse(Set.of()));
    }

    CrossOriginPolicy(Set<String> allowedOrigins) {
        if (allowedOrigins.contains("*") || allowedOrigins.contains("null")) {
            throw new IllegalArgumentException("carillon.browser.allowed-origins must name origins");
        }
        this.allowedOrigins = Set.copyOf(allowedOrigins);
    }

    Set<String> allowedOrigins() {
        return allowedOrigins;
    }

    boolean isAllowListed(String origin) {
        return origin != null && allowedOrigins.contains(origin);
    }

    /** A request that only opens a stream may have a typed address ({@code none}): no page has made it. */
    boolean admits(Effect effect, Shown shown) {
        if (isAllowListed(shown.origin())) {
            return true;
        }
        if (shown.site() != null) {
            return shown.site().equals("same-origin")
                    || (effect != Effect.ACTS && shown.site().equals("none"));
        }
        if (shown.origin() != null) {
            return isOwn(shown.origin(), shown);
        }
        return isRefererAdmitted(shown) && (!effect.holdsConnection() || mayBeMeant(shown));
    }

    private boolean isRefererAdmitted(Shown shown) {
        if (shown.referer() == null) {
            return true;
        }
        String origin = origin(shown.referer());
        return origin != null && (isAllowListed(origin) || isOwn(origin, shown));
    }

    /**
     * A browser request without an origin is one of our own pages if it accepts what only a program asks for: an image or
     * a script of a foreign page accepts something else. Other programs may accept anything.
     */
    private static boolean mayBeMeant(Shown shown) {
        String accept = shown.accept() == null ? "" : shown.accept().toLowerCase(Locale.ROOT);
        if (MEANT.stream().anyMatch(accept::contains)) {
            return true;
        }
        return shown.userAgent() == null || !shown.userAgent().startsWith(BROWSER);
    }

    private static @Nullable String origin(String referer) {
        try {
            URI uri = new URI(referer);
            return uri.getScheme() == null || uri.getRawAuthority() == null
                    ? null
                    : uri.getScheme() + "://" + uri.getRawAuthority();
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** Browsers leave the default port out of an origin; some gateways write it into {@code Host}. */
    private static String withoutDefaultPort(String authority, String scheme) {
        String port = "https".equals(scheme) ? ":443" : ":80";
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }

    /** Behind a gateway that speaks TLS we may see plain HTTP, but never the other way round. */
    private static boolean isOwn(String origin, Shown shown) {
        try {
            URI uri = new URI(origin);
            return shown.authority() != null
                    && uri.getRawAuthority() != null
                    && withoutDefaultPort(shown.authority(), uri.getScheme())
                            .equalsIgnoreCase(withoutDefaultPort(uri.getRawAuthority(), uri.getScheme()))
                    && ("https".equals(uri.getScheme())
                            || ("http".equals(shown.scheme()) && "http".equals(uri.getScheme())));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
