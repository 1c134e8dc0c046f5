package dev.carillon.testkit;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * An identity provider: publishes its keys over HTTP. The private ones go to the tests by configuration, because they
 * are loaded by another class loader.
 */
public final class IdentityProvider implements QuarkusTestResourceLifecycleManager {

    static final String ISSUER = "https://login.example";
    static final String AUDIENCE = "carillon";
    static final String RSA = "carillon.test.rsa-key";
    static final String EC = "carillon.test.ec-key";

    /** Limits that tests would otherwise have to wait for, or that would depend on the machine. */
    private static final Map<String, String> TIGHT = Map.ofEntries(
            Map.entry("carillon.browser.allowed-origins", "https://app.example"),
            Map.entry("carillon.limits.creates-per-second", "20"),
            Map.entry("carillon.limits.creates-burst", "100"),
            Map.entry("carillon.limits.body-timeout", "2500ms"),
            Map.entry("carillon.api-keys.max-per-organization", "20"),
            Map.entry("carillon.api-keys.without-mac-refresh", "1s"),
            Map.entry("carillon.limits.points-burst", "3000"),
            Map.entry("carillon.stream.keep-alive", "2s"),
            Map.entry("quarkus.http.idle-timeout", "5s"),
            Map.entry("carillon.limits.organization-queries-at-once", "5"),
            Map.entry("carillon.limits.caller-queries-at-once", "3"),
            Map.entry("carillon.limits.organization-points-per-second", "4000"),
            Map.entry("carillon.limits.organization-points-burst", "16000"),
            // Cases of one class must not use up the pod for each other.
            Map.entry("carillon.limits.pod-points-per-second", "100000"),
            Map.entry("carillon.limits.pod-points-burst", "2000000"));

    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            RsaJsonWebKey rsa = RsaJwkGenerator.generateJwk(2048);
            rsa.setKeyId("rsa-1");
            EllipticCurveJsonWebKey ec = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            ec.setKeyId("ec-1");
            byte[] keys = new JsonWebKeySet(rsa, ec)
                    .toJson(OutputControlLevel.PUBLIC_ONLY)
                    .getBytes(StandardCharsets.UTF_8);
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/jwks", exchange -> {
                exchange.sendResponseHeaders(200, keys.length);
                exchange.getResponseBody().write(keys);
                exchange.close();
            });
            server.start();
            Map<String, String> config = new HashMap<>(TIGHT);
            config.putAll(Map.of(
                    "carillon.jwt.jwks-url",
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks",
                    "carillon.jwt.jwks-over-http",
                    "true",
                    "carillon.jwt.issuer",
                    ISSUER,
                    "carillon.jwt.audience",
                    AUDIENCE,
                    "carillon.jwt.organization-claim",
                    "org.id",
                    "carillon.jwt.cookie-name",
                    "__Host-token",
                    RSA,
                    rsa.toJson(OutputControlLevel.INCLUDE_PRIVATE),
                    EC,
                    ec.toJson(OutputControlLevel.INCLUDE_PRIVATE)));
            return config;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
