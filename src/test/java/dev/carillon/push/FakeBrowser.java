package dev.carillon.push;

import dev.carillon.push.FakePushService.Pushed;
import dev.carillon.push.SubscriptionStore.Checked;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A browser with a subscription at a push service: its keys, and what has reached it. */
public final class FakeBrowser {

    static final String PAGE = "https://app.example.com/inbox";

    private final String name;
    private final FakePushService service;
    private final KeyPair keys;
    private final byte[] publicKey;
    private final byte[] secret = new byte[16];

    public FakeBrowser(String name, FakePushService service) {
        this.name = name;
        this.service = service;
        new SecureRandom().nextBytes(secret);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        publicKey = point((ECPublicKey) keys.getPublic());
    }

    private static byte[] point(ECPublicKey key) {
        byte[] point = new byte[65];
        point[0] = 4;
        byte[] x = key.getW().getAffineX().toByteArray();
        byte[] y = key.getW().getAffineY().toByteArray();
        put(x, point, 33);
        put(y, point, 65);
        return point;
    }

    private static void put(byte[] number, byte[] point, int end) {
        byte[] last = Arrays.copyOfRange(number, Math.max(0, number.length - 32), number.length);
        System.arraycopy(last, 0, point, end - last.length, last.length);
    }

    String endpoint() {
        return service.url() + "/" + name;
    }

    /** As the browser's PushSubscription gives it. */
    public Map<String, Object> json() {
        return Map.of(
                "endpoint",
                endpoint(),
                "keys",
                Map.of("p256dh", PushDecoder.text(publicKey), "auth", PushDecoder.text(secret)),
                "page",
                PAGE);
    }

    /** For a database without the HTTP route. */
    Checked checked(String id) {
        return new Checked(id, service.url(), endpoint(), publicKey, secret, PAGE);
    }

    public JsonObject decode(Pushed pushed) {
        try {
            byte[] text = PushDecoder.decode(pushed.body(), publicKey, (ECPrivateKey) keys.getPrivate(), secret);
            return new JsonObject(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public List<Pushed> requests() {
        return service.received().stream()
                .filter(one -> one.path().equals("/" + name))
                .toList();
    }

    /** The messages, in the order of their requests. */
    public List<JsonObject> messages() {
        return requests().stream().map(this::decode).toList();
    }

    /** The titles of notifications, and - before the id of what is withdrawn. */
    List<String> shown() {
        return messages().stream()
                .map(one -> one.containsKey("withdraw")
                        ? "-" + one.getLong("withdraw")
                        : one.getJsonObject("notification").getString("title"))
                .toList();
    }
}
