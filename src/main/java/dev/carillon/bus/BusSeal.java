package dev.carillon.bus;

import dev.carillon.secret.Secrets;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of all bus messages, with its MAC:
 *
 * <pre>
 * carillon 2 &lt;made at&gt; &lt;MAC&gt;\n&lt;body&gt;
 * </pre>
 *
 * <p>{@code made at} is microseconds since 1970 in 16 hexadecimal digits; one pod never uses a value twice. The MAC is
 * HMAC-SHA-256 with a secret that the pods share: its first 16 bytes, in 32 hexadecimal digits. It covers everything
 * before it, the channel's length (four bytes) and name, and the body, so a message cannot be moved to another channel.
 * Without authentication 32 hyphens replace the MAC. Old pods skip the envelope as an unknown version.
 *
 * <p>The first secret signs, all verify. Owned by one thread, because {@link Mac} is not thread-safe.
 */
public final class BusSeal {

    /** Size of the envelope, in bytes. */
    static final int HEAD_BYTES = 61;

    private static final byte[] VERSION = ascii("carillon 2 ");
    private static final byte[] ANY_VERSION = ascii("carillon ");
    private static final int MADE_AT = VERSION.length;
    private static final int MAC_AT = MADE_AT + 17;
    private static final int MAC_BYTES = 16;
    private static final byte[] NO_MAC = ascii("-".repeat(2 * MAC_BYTES));

    private final List<Mac> keys;
    private final Clock clock;
    private long lastMadeAt;

    /** @param secrets empty for envelopes without a MAC */
    BusSeal(List<byte[]> secrets, Clock clock) {
        this.keys = secrets.stream().map(BusSeal::mac).toList();
        this.clock = clock;
    }

    /** @throws ConfigurationException if secrets are missing or too short; its message tells an operator the remedy */
    public static BusSeal of(BusConfig config, Clock clock) {
        if (config.authentication() == BusConfig.Authentication.OFF) {
            return new BusSeal(List.of(), clock);
        }
        List<String> secrets = config.secrets().orElse(List.of());
        if (secrets.isEmpty()) {
            throw new ConfigurationException(
                    "carillon.bus.secrets is not set; set CARILLON_BUS_SECRETS to a random text,"
                            + " the same on every pod (openssl rand -hex 32 makes one),"
                            + " or carillon.bus.authentication=off where nobody else can write to Redis.");
        }
        return new BusSeal(Secrets.of("carillon.bus.secrets", secrets), clock);
    }

    /** Whether messages without a valid MAC are rejected. */
    public boolean isAuthenticating() {
        return !keys.isEmpty();
    }

    public Buffer seal(String channel, byte[] body) {
        lastMadeAt = Math.max(lastMadeAt + 1, nowMicros());
        byte[] head = new byte[HEAD_BYTES];
        System.arraycopy(VERSION, 0, head, 0, VERSION.length);
        byte[] madeAt = ascii(HexFormat.of().toHexDigits(lastMadeAt));
        System.arraycopy(madeAt, 0, head, MADE_AT, madeAt.length);
        head[MAC_AT - 1] = ' ';
        byte[] mac = keys.isEmpty() ? NO_MAC : mac(keys.get(0), head, utf8(channel), body);
        System.arraycopy(mac, 0, head, MAC_AT, mac.length);
        head[HEAD_BYTES - 1] = '\n';
        return Buffer.buffer(HEAD_BYTES + body.length).appendBytes(head).appendBytes(body);
    }

    /** The result of opening an envelope. */
    sealed interface Opened {}

    /** @param mac null without authentication */
    record Ours(long madeAtMicros, @Nullable String mac, byte[] body) implements Opened {}

    record Rejected(BusRejection reason) implements Opened {}

    Opened open(String channel, Buffer message) {
        if (!startsWith(message, VERSION)) {
            return new Rejected(startsWith(message, ANY_VERSION) ? BusRejection.VERSION : BusRejection.MALFORMED);
        }
        if (message.length() < HEAD_BYTES
                || message.getByte(MAC_AT - 1) != ' '
                || message.getByte(HEAD_BYTES - 1) != '\n') {
            return new Rejected(BusRejection.MALFORMED);
        }
        byte[] head = message.getBytes(0, HEAD_BYTES);
        byte[] body = message.getBytes(HEAD_BYTES, message.length());
        byte[] mac = Arrays.copyOfRange(head, MAC_AT, HEAD_BYTES - 1);
        if (isAuthenticating()) {
            if (Arrays.equals(mac, NO_MAC)) {
                return new Rejected(BusRejection.UNSIGNED);
            }
            if (!verifies(channel, head, body, mac)) {
                return new Rejected(BusRejection.FOREIGN);
            }
        }
        try {
            long madeAt = HexFormat.fromHexDigitsToLong(text(head, MADE_AT, MAC_AT - 1));
            return new Ours(madeAt, isAuthenticating() ? text(mac, 0, mac.length) : null, body);
        } catch (IllegalArgumentException noTime) {
            return new Rejected(BusRejection.MALFORMED);
        }
    }

    private boolean verifies(String channel, byte[] head, byte[] body, byte[] given) {
        byte[] name = utf8(channel);
        for (Mac key : keys) {
            if (MessageDigest.isEqual(mac(key, head, name, body), given)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] mac(Mac key, byte[] head, byte[] channel, byte[] body) {
        key.update(head, 0, MAC_AT);
        for (int shift = 24; shift >= 0; shift -= 8) {
            key.update((byte) (channel.length >>> shift));
        }
        key.update(channel);
        return ascii(HexFormat.of().formatHex(key.doFinal(body), 0, MAC_BYTES));
    }

    private static Mac mac(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    private long nowMicros() {
        return clock.millis() * 1_000;
    }

    private static boolean startsWith(Buffer message, byte[] start) {
        if (message.length() < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if (message.getByte(i) != start[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }
}
