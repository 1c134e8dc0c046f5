package dev.carillon.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Permissions of pages in browsers. */
@ConfigMapping(prefix = "carillon.browser")
public interface BrowserConfig {

    /**
     * Other origins whose pages may send their users' cookies, exactly as browsers name them ({@code
     * https://app.example}). They get CORS answers with credentials. Pages of Carillon's own origin need no entry.
     */
    Optional<Set<String>> allowedOrigins();

    /** How long browsers may cache the permissions of such a page. */
    @WithDefault("10m")
    Duration preflightMaxAge();

    /**
     * The Content-Security-Policy of HTML pages. Pages under {@code /q/}, which exist in development only, have none.
     */
    @WithDefault("default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
    String contentSecurityPolicy();

    /** How long browsers must use HTTPS only (HSTS, sent over HTTPS); zero sends no such header. */
    @WithDefault("365d")
    Duration strictTransportSecurity();
}
