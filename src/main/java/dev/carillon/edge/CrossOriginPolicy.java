package dev.carillon.edge;

import dev.carillon.route.Rules.Effect;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request that a browser has added a cookie to may act on it. Cookies are no consent: browsers send them with
 * what a page of another port or subdomain asks for, {@code SameSite=Strict} or not, and CORS would only hide an answer
 * after the stream was opened. What says neither where it comes from nor that it comes from a page is no browser.
 */
@Singleton
final class CrossOriginPolicy {

    private static final String EVENT_STREAM = "text/event-stream";

    // What every browser has called itself since 1995, and no command line does.
    private static final String BROWSER = "Mozilla/";

    private final Set<String> allowedOrigins;

    /**
     * What a request says of where it comes from; null for each that it does not say.
     *
     * @param site the {@code Sec-Fetch-Site} header, which pages cannot set; absent in old browsers, over plain HTTP,
     *     and where no browser asks
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

    /** A request that only opens something may be one that the user has typed ({@code none}), as no page has made it. */
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
        return isRefererAdmitted(shown) && (effect != Effect.OPENS_STREAM || mayBeMeant(shown));
    }

    private boolean isRefererAdmitted(Shown shown) {
        if (shown.referer() == null) {
            return true;
        }
        String origin = origin(shown.referer());
        return origin != null && (isAllowListed(origin) || isOwn(origin, shown));
    }

    /**
     * A browser that tells nothing of its page asks for a stream on behalf of an {@code EventSource} of our own, which
     * says what it accepts; an image or a script of a foreign page accepts something else. Other programs may accept what
     * they like.
     */
    private static boolean mayBeMeant(Shown shown) {
        if (shown.accept() != null && shown.accept().toLowerCase(Locale.ROOT).contains(EVENT_STREAM)) {
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

    /** Behind a gateway that speaks TLS we may see plain HTTP, but never the other way round. */
    private static boolean isOwn(String origin, Shown shown) {
        try {
            URI uri = new URI(origin);
            return shown.authority() != null
                    && shown.authority().equalsIgnoreCase(uri.getRawAuthority())
                    && ("https".equals(uri.getScheme())
                            || ("http".equals(shown.scheme()) && "http".equals(uri.getScheme())));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
