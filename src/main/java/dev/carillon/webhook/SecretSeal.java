package dev.carillon.webhook;

import dev.carillon.secret.Secrets;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals signing secrets for the database, by AES-GCM, so that nobody who reads it, or a backup, can sign. A sealed secret opens
 * for its own endpoint only. From any thread.
 */
@Singleton
public class SecretSeal {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    // Keeps these keys apart from other uses of the same secret.
    private static final byte[] PURPOSE = "carillon webhook secret\n".getBytes(StandardCharsets.US_ASCII);

    private final List<SecretKeySpec> keys;
    private final SecureRandom random = new SecureRandom();

    @Inject
    SecretSeal(WebhookConfig config) {
        this(Secrets.of("carillon.webhooks.secrets", config.secrets().orElse(List.of())));
    }

    public SecretSeal(List<byte[]> secrets) {
        keys = secrets.stream().map(SecretSeal::key).toList();
    }

    private static SecretKeySpec key(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return new SecretKeySpec(mac.doFinal(PURPOSE), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    /** Whether secrets can be sealed and opened. */
    boolean isThere() {
        return !keys.isEmpty();
    }

    SigningSecret newSecret() {
        return SigningSecret.random(random);
    }

    byte[] seal(SigningSecret secret, String organizationId, String endpointId) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, keys.get(0), nonce, organizationId, endpointId)
                    .doFinal(secret.bytes());
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + CIPHER, e);
        }
    }

    /** Empty if none of the configured secrets has sealed it for this endpoint. */
    public Optional<SigningSecret> open(byte[] sealed, String organizationId, String endpointId) {
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        for (SecretKeySpec key : keys) {
            try {
                Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, organizationId, endpointId);
                return Optional.of(new SigningSecret(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES)));
            } catch (GeneralSecurityException e) {
                // Sealed by another one.
            }
        }
        return Optional.empty();
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String organizationId, String endpointId)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((organizationId + "/" + endpointId).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
