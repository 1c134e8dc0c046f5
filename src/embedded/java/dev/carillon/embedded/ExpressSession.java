package dev.carillon.embedded;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A session of the Express application.
 *
 * @param sid the id of the session in Redis
 * @param cookie the value of the cookie {@code connect.sid}, percent-encoded as browsers send it
 */
public record ExpressSession(String sid, String cookie) {
    private static final String HMAC = "HmacSHA256";

    /** Signs the id of a session as Express does. */
    public static ExpressSession signed(String sid, String secret) {
        String value = "s:" + sid + "." + signature(sid, secret);
        return new ExpressSession(sid, URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    /** The value of a {@code Cookie} header. */
    public String cookieHeader() {
        return "connect.sid=" + cookie;
    }

    private static String signature(String sid, String secret) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            byte[] digest = mac.doFinal(sid.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}
