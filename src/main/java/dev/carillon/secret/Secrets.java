package dev.carillon.secret;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The one check that every secret of the configuration passes before it signs or verifies anything. Whoever has seen one
 * cookie, token or message can try secrets out at home, as fast as it can afford; against 32 bytes that nobody has made up
 * by hand that leads nowhere.
 */
public final class Secrets {

    // The size of the hash that all of them are used with; RFC 7518, 3.2, asks for no less.
    public static final int MIN_BYTES = 32;

    private Secrets() {}

    /**
     * The bytes of the secrets, in order.
     *
     * @param key of the configuration, which the refusal names; it never says the secret
     * @throws ConfigurationException for one that has fewer than {@value #MIN_BYTES} bytes, except in the local profile
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
