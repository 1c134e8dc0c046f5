package dev.carillon.access.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Signed tokens (JWT). Without {@code jwks-url} and {@code secret} no token is accepted. */
@ConfigMapping(prefix = "carillon.jwt")
public interface JwtConfig {

    /** Where the identity provider publishes its public keys. Needs {@code issuer}; excludes {@code secret}. */
    Optional<URI> jwksUrl();

    /** The algorithms that the provider signs with; any other is refused, whatever the token says. */
    @WithDefault("RS256,ES256")
    Set<String> algorithms();

    /** The shared secret of a small set-up, at least 32 bytes; tokens are then signed with HS256 and nothing else. */
    Optional<String> secret();

    /** What a token's {@code iss} must be. */
    Optional<String> issuer();

    /** One of these must be in a token's {@code aud}. */
    Optional<List<String>> audience();

    /**
     * Whether a pod that accepts tokens refuses to start without {@code audience}. Where it is switched off and there is
     * none, any token of the issuer signs in unless it names an audience.
     */
    @WithDefault("true")
    boolean audienceRequired();

    /**
     * What a token's {@code typ} may be, with or without {@code application/}; others are refused, as are tokens without
     * one. {@code *} takes all.
     */
    @WithDefault("JWT,at+jwt")
    Set<String> types();

    /** How far the provider's clock may be from ours. */
    @WithDefault("30s")
    Duration clockSkew();

    /**
     * The longest that a token may still be valid for; others are refused. As long a revoked token is remembered, so
     * that it does not come back to life.
     */
    @WithDefault("24h")
    Duration maxLifetime();

    /** Where the user's id stands; dots descend into objects, a path that begins with a slash is a JSON pointer. */
    @WithDefault("sub")
    String userClaim();

    /** Where the organization's id stands. */
    @WithDefault("organizationId")
    String organizationClaim();

    /** Where the names of the roles stand, as an array or as one text. */
    @WithDefault("roles")
    String rolesClaim();

    /** A cookie that holds the token, for pages; without it tokens come in the Authorization header only. */
    Optional<String> cookieName();

    /**
     * How long fetched keys are used before they are fetched again, beside the requests that use them; if that fails, they
     * stay in use.
     */
    @WithDefault("10m")
    Duration jwksCacheFor();

    /** How often, at most, a token with an unknown key id makes the keys be fetched; it could be made up. */
    @WithDefault("10s")
    Duration jwksRefreshPause();

    /** Whether {@code jwks-url} may be http://; in the local profile it may be so on the loopback address anyway. */
    @WithDefault("false")
    boolean jwksOverHttp();

    /** How long a fetch may take, and so a token with an unknown key id. */
    @WithDefault("2s")
    Duration jwksTimeout();

    /** The largest key set, in bytes. */
    @WithDefault("262144")
    int jwksMaxBytes();
}
