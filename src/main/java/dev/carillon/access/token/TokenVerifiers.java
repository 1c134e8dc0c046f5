package dev.carillon.access.token;

import dev.carillon.secret.LocalProfile;
import dev.carillon.secret.Secrets;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jose4j.keys.HmacKey;

/** Creates the verifier as configured, and rejects a configuration that would let too many in. */
final class TokenVerifiers {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private TokenVerifiers() {}

    /**
     * Empty if no tokens are configured.
     *
     * @throws ConfigurationException with a message that names the key at fault
     */
    static Optional<TokenVerifier> of(JwtConfig config, Vertx vertx, Clock clock) {
        if (config.jwksUrl().isEmpty() && config.secret().isEmpty()) {
            return Optional.empty();
        }
        check(config);
        return Optional.of(config.jwksUrl()
                .map(url -> published(url, config, vertx, clock))
                .orElseGet(() -> shared(config, clock)));
    }

    private static void check(JwtConfig config) {
        rejectIf(
                config.jwksUrl().isPresent() && config.secret().isPresent(),
                "carillon.jwt.jwks-url and carillon.jwt.secret exclude each other.");
        rejectIf(
                config.audienceRequired() && config.audience().orElse(List.of()).isEmpty(),
                "carillon.jwt.audience is missing: without it a token that was meant for another application signs in"
                        + " here (carillon.jwt.audience-required=false allows that).");
        rejectIf(config.maxLifetime().compareTo(Duration.ZERO) <= 0, "carillon.jwt.max-lifetime must be positive.");
        rejectIf(config.types().isEmpty(), "carillon.jwt.types is empty; * takes any.");
    }

    private static TokenVerifier published(URI url, JwtConfig config, Vertx vertx, Clock clock) {
        rejectIf(config.issuer().isEmpty(), "carillon.jwt.jwks-url needs carillon.jwt.issuer.");
        rejectIf(
                config.algorithms().stream().anyMatch(a -> a.startsWith("HS") || a.equals("none")),
                "carillon.jwt.algorithms must be asymmetric ones.");
        rejectIf(
                !isTrustworthy(url, config.jwksOverHttp(), LocalProfile.isActive()),
                "carillon.jwt.jwks-url must begin with https://: an attacker in between could hand out other keys"
                        + " (carillon.jwt.jwks-over-http=true allows that).");
        return new TokenVerifier(config, config.algorithms(), new JwksKeys(url, config, vertx, clock), clock);
    }

    private static TokenVerifier shared(JwtConfig config, Clock clock) {
        Key key = new HmacKey(Secrets.of("carillon.jwt.secret", config.secret().orElseThrow()));
        return new TokenVerifier(config, Set.of("HS256"), token -> Future.succeededFuture(Optional.of(key)), clock);
    }

    static boolean isTrustworthy(URI url, boolean overHttp, boolean local) {
        if ("https".equalsIgnoreCase(url.getScheme())) {
            return true;
        }
        return "http".equalsIgnoreCase(url.getScheme()) && (overHttp || (local && LOOPBACK.contains(url.getHost())));
    }

    private static void rejectIf(boolean bad, String message) {
        if (bad) {
            throw new ConfigurationException(message);
        }
    }
}
