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

    /** The algorithms that the provider signs with; any other is rejected, whatever the token says. */
    @WithDefault("RS256,ES256")
    Set<String> algorithms();

    /** The shared secret of a small setup, at least 32 bytes; tokens are then signed with HS256 and nothing else. */
    Optional<String> secret();

    /** Required {@code iss} of a token. */
    Optional<String> issuer();

    /** Accepted {@code aud} of a token: one of these must be in it. */
    Optional<List<String>> audience();

    /**
     * Whether a pod that accepts tokens fails to start without {@code audience}. If this is off and there is none,
     * any token of the issuer signs in unless it names an audience.
     */
    @WithDefault("true")
    boolean audienceRequired();

    /**
     * Accepted {@code typ} of a token, with or without {@code application/}; others are rejected, as are tokens without
     * one. {@code *} accepts all.
     */
    @WithDefault("JWT,at+jwt")
    Set<String> types();

    /** How far the provider's clock may differ from ours. */
    @WithDefault("30s")
    Duration clockSkew();

    /**
     * Longest remaining lifetime of a token; others are rejected. Revocations are kept for at least that long, so a
     * revoked token cannot become valid again.
     */
    @WithDefault("24h")
    Duration maxLifetime();

    /** Path of the user's id; dots descend into objects, a path that begins with a slash is a JSON pointer. */
    @WithDefault("sub")
    String userClaim();

    /** Path of the organization's id. */
    @WithDefault("organizationId")
    String organizationClaim();

    /** Path of the role names, as an array or as one text. */
    @WithDefault("roles")
    String rolesClaim();

    /** Name of a cookie that holds the token, for pages. Without it, tokens come in the Authorization header only. */
    Optional<String> cookieName();

    /** How long fetched keys are used before a background fetch replaces them. If that fails, they stay in use. */
    @WithDefault("10m")
    Duration jwksCacheFor();

    /** Minimum time between fetches for tokens with unknown key ids, which could be forged. */
    @WithDefault("10s")
    Duration jwksRefreshPause();

    /** Whether {@code jwks-url} may be http://. In the local profile, a loopback address may be so anyway. */
    @WithDefault("false")
    boolean jwksOverHttp();

    /** How long a fetch may take, and a token with an unknown key id may wait. */
    @WithDefault("2s")
    Duration jwksTimeout();

    /** The largest key set, in bytes. */
    @WithDefault("262144")
    int jwksMaxBytes();
}
