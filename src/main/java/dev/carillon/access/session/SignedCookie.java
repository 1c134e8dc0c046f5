package dev.carillon.access.session;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The form that {@code express-session} gives its cookie: {@code s:<sid>.<HMAC-SHA256 in base64 without padding>}. From
 * any thread.
 */
final class SignedCookie {

    private static final String ALGORITHM = "HmacSHA256";

    // express-session makes 32 characters; a longer value than this is not one of its cookies.
    private static final int MAX_LENGTH = 512;

    // Each thread has its own, because a Mac is not thread-safe. A new one for each request costs more than the
    // signing.
    private final ThreadLocal<List<Mac>> macs;

    /** @param secrets as checked by {@link dev.carillon.secret.Secrets} */
    SignedCookie(List<byte[]> secrets) {
        List<byte[]> kept = List.copyOf(secrets);
        this.macs = ThreadLocal.withInitial(
                () -> kept.stream().map(SignedCookie::mac).toList());
    }

    /** The session id, if one of the secrets has signed it; any text may be given. */
    Optional<String> sessionId(String cookieValue) {
        if (cookieValue.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String value;
        try {
            value = URLDecoder.decode(cookieValue.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            return Optional.empty();
        }
        int dot = value.lastIndexOf('.');
        if (!value.startsWith("s:") || dot <= 2) {
            return Optional.empty();
        }
        String sessionId = value.substring(2, dot);
        byte[] signature = value.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
        return macs.get().stream().anyMatch(mac -> MessageDigest.isEqual(sign(sessionId, mac), signature))
                ? Optional.of(sessionId)
                : Optional.empty();
    }

    private static byte[] sign(String sessionId, Mac mac) {
        byte[] digest = mac.doFinal(sessionId.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().withoutPadding().encode(digest);
    }

    private static Mac mac(byte[] secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }
}
