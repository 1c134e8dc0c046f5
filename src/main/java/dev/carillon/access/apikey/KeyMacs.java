package dev.carillon.access.apikey;

import dev.carillon.secret.Secrets;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;

/**
 * The MAC in a key's text, by which a forged key is rejected for the price of a hash. It signs nobody in: knowing the
 * secrets is enough to cause database queries, and for nothing else. From any thread.
 */
@Singleton
@Startup
class KeyMacs {

    private static final Logger LOG = Logger.getLogger(KeyMacs.class);

    private static final String ALGORITHM = "HmacSHA256";

    // Keeps these MACs apart from those of other uses of the same secret.
    private static final byte[] PURPOSE = "carillon api key\n".getBytes(StandardCharsets.US_ASCII);

    // 128 bits are enough: each guess costs an HTTP request.
    private static final int BYTES = 16;

    private static final int ID_BYTES = 8;
    private static final int SECRET_BYTES = 32;

    private final List<SecretKeySpec> secrets;

    @Inject
    KeyMacs(ApiKeyConfig config) {
        this(Secrets.of("carillon.api-keys.secrets", config.secrets().orElse(List.of())));
        if (secrets.isEmpty()) {
            LOG.warn("API keys can neither be made nor used: carillon.api-keys.secrets has no secret");
        }
    }

    KeyMacs(List<byte[]> secrets) {
        this.secrets = secrets.stream()
                .map(secret -> new SecretKeySpec(secret, ALGORITHM))
                .toList();
    }

    /** Whether keys can be made and used. */
    boolean areThere() {
        return !secrets.isEmpty();
    }

    /** A new key, with a MAC by the first secret. */
    RawApiKey newKey(SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        String name = HexFormat.of().formatHex(id);
        String signed = RawApiKey.PREFIX
                + name
                + "_"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        String mac = encode(mac(secrets.get(0), signed));
        return new RawApiKey(name, signed + "_" + mac, mac);
    }

    /** Whether one of the secrets made its MAC: the newest, or one that is being rotated out. */
    boolean verifies(RawApiKey key) {
        String mac = key.mac();
        if (mac == null) {
            return false;
        }
        byte[] given = mac.getBytes(StandardCharsets.US_ASCII);
        boolean verified = false;
        for (SecretKeySpec secret : secrets) {
            byte[] expected = encode(mac(secret, key.signed())).getBytes(StandardCharsets.US_ASCII);
            verified |= MessageDigest.isEqual(expected, given);
        }
        return verified;
    }

    private static String encode(byte[] mac) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(mac, BYTES));
    }

    private static byte[] mac(SecretKeySpec secret, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            mac.update(PURPOSE);
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }
}
