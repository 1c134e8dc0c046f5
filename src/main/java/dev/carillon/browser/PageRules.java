package dev.carillon.browser;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * Whether a request that a browser has added a cookie to may act on it. Cookies are no consent: browsers send them with
 * what a page of another port or subdomain asks for, {@code SameSite=Strict} or not, and CORS would only hide an answer
 * after the stream was opened. What says neither where it comes from nor that it comes from a page is no browser.
 */
final class PageRules {

    private final Set<String> allowedOrigins;

    PageRules(Set<String> allowedOrigins) {
        this.allowedOrigins = Set.copyOf(allowedOrigins);
    }

    boolean isAllowListed(String origin) {
        return origin != null && allowedOrigins.contains(origin);
    }

    /**
     * @param read whether the request only reads: one that the user has typed ({@code none}) may do that, as no page
     *     has made it
     * @param site the {@code Sec-Fetch-Site} header, which pages cannot set; null in old browsers, over plain HTTP, and
     *     where no browser asks
     */
    boolean admits(boolean read, String site, String origin, String scheme, String authority) {
        if (isAllowListed(origin)) {
            return true;
        }
        if (site != null) {
            return site.equals("same-origin") || read && site.equals("none");
        }
        return origin == null || isOwn(origin, scheme, authority);
    }

    /** Behind a gateway that speaks TLS we may see plain HTTP, but never the other way round. */
    private static boolean isOwn(String origin, String scheme, String authority) {
        try {
            URI uri = new URI(origin);
            return authority != null
                    && authority.equalsIgnoreCase(uri.getRawAuthority())
                    && ("https".equals(uri.getScheme()) || "http".equals(scheme) && "http".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
