package dev.carillon.testkit;

import dev.carillon.embedded.ExpressSession;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** Makes what callers sign in with. */
@Singleton
public class Credentials {

    /** A session of the Express application, and the value of a {@code Cookie} header that carries it. */
    public record Session(String id, String cookie) {
        public ApiClient client() {
            return ApiClient.withCookie(cookie);
        }
    }

    private final Redis redis;
    private final PublicJsonWebKey rsa;
    private final PublicJsonWebKey ec;

    @Inject
    Credentials(
            Redis redis,
            @ConfigProperty(name = IdentityProvider.RSA) Optional<String> rsa,
            @ConfigProperty(name = IdentityProvider.EC) Optional<String> ec)
            throws JoseException {
        this.redis = redis;
        this.rsa = key(rsa);
        this.ec = key(ec);
    }

    /** Null in tests without an identity provider, whose application has this bean too. */
    private static PublicJsonWebKey key(Optional<String> json) throws JoseException {
        return json.isPresent() ? PublicJsonWebKey.Factory.newPublicJwk(json.get()) : null;
    }

    /** An organization that no other test knows. */
    public static String newOrganization() {
        return "org-" + UUID.randomUUID();
    }

    public Login login(String organization, String user) {
        return new Login(organization, user, session(user, organization).cookie());
    }

    /** A user with a session. */
    public ApiClient user(String user, String organization, String... roles) {
        return session(user, organization, roles).client();
    }

    public ApiClient admin(String organization) {
        return user("1", organization, "admin");
    }

    /** A backend with a key of every scope within its organization. */
    public ApiClient backend(String organization) {
        return ApiClient.withKey(admin(organization).key());
    }

    public Session session(String user, String organization, String... roles) {
        String id = UUID.randomUUID().toString();
        store(id, new JsonObject().put("path", "/"), user, organization, roles);
        return new Session(id, cookie(id, EmbeddedResource.SECRET));
    }

    /** As the Express application does when a session gets another user or other rights. */
    public void change(Session session, String user, String organization, String... roles) {
        store(session.id(), new JsonObject().put("path", "/"), user, organization, roles);
    }

    /** One whose key has come to its end in Redis. */
    public Session expiredSession(String user, String organization) {
        Session session = session(user, organization);
        send(Request.cmd(Command.PEXPIREAT).arg("sess:" + session.id()).arg(1));
        return session;
    }

    /** As express-session writes it with a {@code maxAge}, which only requests to Express renew. */
    public Session sessionFor(Duration lifetime, String user, String organization) {
        Session session = session(user, organization);
        send(Request.cmd(Command.PEXPIRE).arg("sess:" + session.id()).arg(lifetime.toMillis()));
        return session;
    }

    private void store(String id, JsonObject cookie, String user, String organization, String... roles) {
        JsonObject stored = new JsonObject()
                .put("cookie", cookie)
                .put("userId", user)
                .put("organizationId", organization)
                .put("roles", new JsonArray(List.of(roles)));
        send(Request.cmd(Command.SET).arg("sess:" + id).arg(stored.encode()));
    }

    private void send(Request request) {
        redis.send(request).toCompletionStage().toCompletableFuture().join();
    }

    public static String cookie(String sessionId, String secret) {
        return ExpressSession.signed(sessionId, secret).cookieHeader();
    }

    public static JwtClaims claims(String user, String organization, Duration lifetime) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(IdentityProvider.ISSUER);
        claims.setAudience(IdentityProvider.AUDIENCE);
        claims.setSubject(user);
        claims.setClaim("org", Map.of("id", organization));
        claims.setJwtId(UUID.randomUUID().toString());
        claims.setExpirationTimeMinutesInTheFuture(lifetime.toSeconds() / 60f);
        return claims;
    }

    public String token(String user, String organization) {
        return rs256(claims(user, organization, Duration.ofMinutes(5)));
    }

    public String rs256(JwtClaims claims) {
        return signed(claims, rsa, "RS256");
    }

    public String es256(JwtClaims claims) {
        return signed(claims, ec, "ES256");
    }

    public String rs256Public() {
        return new String(rsa.getPublicKey().getEncoded(), StandardCharsets.ISO_8859_1);
    }

    /** @param type null for a token that does not say what it is */
    public String ofType(String type, JwtClaims claims) {
        return signed(claims, rsa, "RS256", type);
    }

    private static String signed(JwtClaims claims, PublicJsonWebKey key, String algorithm) {
        return signed(claims, key, algorithm, "JWT");
    }

    private static String signed(JwtClaims claims, PublicJsonWebKey key, String algorithm, String type) {
        try {
            JsonWebSignature jws = new JsonWebSignature();
            if (type != null) {
                jws.setHeader("typ", type);
            }
            jws.setPayload(claims.toJson());
            jws.setKey(key.getPrivateKey());
            jws.setKeyIdHeaderValue(key.getKeyId());
            jws.setAlgorithmHeaderValue(algorithm);
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
