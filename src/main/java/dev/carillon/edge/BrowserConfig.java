package dev.carillon.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What pages in browsers may do. */
@ConfigMapping(prefix = "carillon.browser")
public interface BrowserConfig {

    /**
     * Pages of other origins that may use their users' cookies here, exactly as browsers name them
     * ({@code https://app.example}): they are given CORS answers with credentials. Pages of our own origin need none.
     */
    Optional<Set<String>> allowedOrigins();

    /** How long browsers may remember what such a page may do. */
    @WithDefault("10m")
    Duration preflightMaxAge();

    /** The policy of HTML pages; those under {@code /q/}, which exist in development only, go without. */
    @WithDefault("default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
    String contentSecurityPolicy();

    /** For how long browsers are to use HTTPS only, told over HTTPS; zero for not at all. */
    @WithDefault("365d")
    Duration strictTransportSecurity();
}
