package dev.carillon.embedded;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/**
 * Logs users in if no Redis holds sessions. The cookie is a signed token, which the front door passes to the pods in
 * their token header, as a backend would.
 */
public final class SignedTokens implements SignIns {
    /** The audience of the tokens, as {@code carillon.jwt.audience} names it. */
    public static final String AUDIENCE = "carillon";

    private static final String COOKIE = "carillon-local";
    private static final Pattern IN_COOKIES = Pattern.compile("(?:^|;\\s*)" + COOKIE + "=([A-Za-z0-9_.-]+)");
    private static final int LIFETIME_MINUTES = 12 * 60;

    private final HmacKey key;

    /** @param secret as {@code carillon.jwt.secret} */
    public SignedTokens(String secret) {
        this.key = new HmacKey(secret.getBytes(StandardCharsets.UTF_8));
    }

    public String token(String userId, String organizationId, List<String> roles) {
        return token(userId, organizationId, roles, UUID.randomUUID().toString());
    }

    /** @param id by which the token can be revoked */
    public String token(String userId, String organizationId, List<String> roles, String id) {
        JwtClaims claims = new JwtClaims();
        claims.setJwtId(id);
        claims.setSubject(userId);
        claims.setStringClaim("organizationId", organizationId);
        claims.setStringListClaim("roles", roles);
        claims.setAudience(AUDIENCE);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(LIFETIME_MINUTES);
        JsonWebSignature token = new JsonWebSignature();
        token.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        token.setHeader("typ", "JWT");
        token.setKey(key);
        token.setPayload(claims.toJson());
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("A token cannot be signed: " + e.getMessage(), e);
        }
    }

    @Override
    public String cookie(String userId, String organizationId, List<String> roles) {
        return COOKIE + "=" + token(userId, organizationId, roles);
    }

    @Override
    public void show(MultiMap headers) {
        String cookies = headers.get(HttpHeaders.COOKIE);
        Matcher found = IN_COOKIES.matcher(cookies == null ? "" : cookies);
        if (found.find() && !headers.contains(HttpHeaders.AUTHORIZATION)) {
            headers.set(HttpHeaders.AUTHORIZATION, "Bearer " + found.group(1));
        }
    }
}
