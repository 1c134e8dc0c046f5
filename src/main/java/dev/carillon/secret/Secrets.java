package dev.carillon.secret;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The one check that every secret of the configuration passes before it signs or verifies anything. An attacker who has
 * seen one cookie, token or message can try secrets offline, as fast as hardware allows. Against 32 random bytes that is
 * hopeless.
 */
public final class Secrets {

    // The size of the hash that all secrets are used with; RFC 7518, 3.2, requires at least this much.
    public static final int MIN_BYTES = 32;

    private Secrets() {}

    /**
     * The bytes of the secrets, in order.
     *
     * @param key configuration key, which the error names; the error never contains the secret
     * @throws ConfigurationException if a secret is empty or, except in the local profile, has fewer than {@value #MIN_BYTES} bytes
     */
    public static List<byte[]> of(String key, List<String> secrets) {
        return of(key, secrets, LocalProfile.isActive());
    }

    /** As {@link #of(String, List)}, for a key that has one secret. */
    public static byte[] of(String key, String secret) {
        return of(key, List.of(secret)).get(0);
    }

    static List<byte[]> of(String key, List<String> secrets, boolean local) {
        List<byte[]> bytes = secrets.stream()
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .toList();
        for (int i = 0; i < bytes.size(); i++) {
            int length = bytes.get(i).length;
            if (length == 0 || (length < MIN_BYTES && !local)) {
                throw new ConfigurationException(String.format(
                        "%s: secret number %d has %d bytes and needs at least %d (openssl rand -base64 32 makes one).",
                        key, i + 1, length, MIN_BYTES));
            }
        }
        return bytes;
    }
}
