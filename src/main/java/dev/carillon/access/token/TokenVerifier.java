package dev.carillon.access.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.identity.Caller;
import dev.carillon.identity.ClaimPath;
import dev.carillon.identity.Credential;
import dev.carillon.tenancy.OpaqueId;
import io.vertx.core.Future;
import java.security.Key;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;

/**
 * Decides whether a token is valid and whom it names. The algorithm is ours to choose, never the token's: a public key
 * must not serve as an HMAC secret, nor an unsigned token pass.
 *
 * <p>Verifying takes some hundred microseconds and happens on the event loop.
 */
final class TokenVerifier {

    private static final ObjectMapper JSON = new ObjectMapper();

    // Larger tokens hardly fit into a header, and should not reach a parser.
    private static final int MAX_LENGTH = 8192;

    private final JwtConfig config;
    private final AlgorithmConstraints algorithms;
    private final TokenType types;
    private final VerificationKeys keys;
    private final Clock clock;
    private final ClaimPath user;
    private final ClaimPath organization;
    private final ClaimPath roles;

    TokenVerifier(JwtConfig config, Set<String> algorithms, VerificationKeys keys, Clock clock) {
        this.config = config;
        this.algorithms = new AlgorithmConstraints(ConstraintType.PERMIT, algorithms.toArray(String[]::new));
        this.types = new TokenType(config.types());
        this.keys = keys;
        this.clock = clock;
        this.user = new ClaimPath(config.userClaim());
        this.organization = new ClaimPath(config.organizationClaim());
        this.roles = new ClaimPath(config.rolesClaim());
    }

    /** Empty for a token that is not valid; fails if the keys cannot be fetched. */
    Future<Optional<Caller>> verify(String token) {
        if (token.length() > MAX_LENGTH) {
            return Future.succeededFuture(Optional.empty());
        }
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(algorithms);
        try {
            signature.setCompactSerialization(token);
            // Throws for an algorithm that is not permitted, before a key is looked for.
            signature.getAlgorithm();
            if (!types.accepts(signature.getHeader("typ"))) {
                return Future.succeededFuture(Optional.empty());
            }
        } catch (JoseException e) {
            return Future.succeededFuture(Optional.empty());
        }
        return keys.find(signature).map(key -> key.flatMap(found -> caller(token, found)));
    }

    private Optional<Caller> caller(String token, Key key) {
        try {
            JwtClaims claims = consumer(key).build().processToClaims(token);
            JsonNode document = JSON.readTree(claims.getRawJson());
            Optional<String> userId = user.id(document).filter(Caller::isUserId);
            Optional<String> organizationId = organization.id(document).filter(OpaqueId::isValid);
            if (userId.isEmpty() || organizationId.isEmpty()) {
                return Optional.empty();
            }
            Instant expiry = Instant.ofEpochMilli(claims.getExpirationTime().getValueInMillis());
            if (livesTooLong(expiry)) {
                return Optional.empty();
            }
            Credential credential = new Credential.Token(TokenDigest.of(claims.getJwtId(), token), expiry);
            return Optional.of(new Caller(organizationId.get(), userId.get(), roles.names(document), credential));
        } catch (InvalidJwtException | MalformedClaimException | JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** To the second, the unit of {@code exp}: jose4j's own check counts in whole minutes. */
    private boolean livesTooLong(Instant expiry) {
        return expiry.isAfter(clock.instant().plus(config.maxLifetime()).plus(config.clockSkew()));
    }

    private JwtConsumerBuilder consumer(Key key) {
        JwtConsumerBuilder consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(algorithms)
                .setVerificationKey(key)
                .setRequireExpirationTime()
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                .setAllowedClockSkewInSeconds((int) config.clockSkew().toSeconds());
        config.issuer().ifPresent(issuer -> consumer.setExpectedIssuer(true, issuer));
        List<String> audience = config.audience().orElse(List.of());
        if (!audience.isEmpty()) {
            consumer.setExpectedAudience(true, audience.toArray(String[]::new));
        }
        return consumer;
    }
}
