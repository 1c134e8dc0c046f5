package dev.carillon.push;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;

/** A public key of the curve P-256, as browsers write it: an uncompressed point. */
final class PushKey {

    private static final int BYTES = 65;
    private static final int HALF = 32;
    private static final byte UNCOMPRESSED = 4;

    // y² = x³ - 3x + B over the field of P (SEC 2, 2.4.2).
    private static final BigInteger P =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    private static final BigInteger B =
            new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private PushKey() {}

    /** @throws IllegalArgumentException for text that is no point of the curve */
    static byte[] of(String text) {
        byte[] bytes = decode(text);
        if (bytes.length != BYTES || bytes[0] != UNCOMPRESSED) {
            throw new IllegalArgumentException("Not 65 bytes of an uncompressed point");
        }
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(bytes, 1, 1 + HALF));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(bytes, 1 + HALF, BYTES));
        BigInteger right = x.pow(3).subtract(x.multiply(THREE)).add(B).mod(P);
        if (x.compareTo(P) >= 0 || y.compareTo(P) >= 0 || !y.multiply(y).mod(P).equals(right)) {
            // Agreeing on a secret with a point elsewhere would tell about the private key.
            throw new IllegalArgumentException("Not a point of P-256");
        }
        return bytes;
    }

    /** @throws IllegalArgumentException for text that is not base64 of either alphabet */
    static byte[] decode(String text) {
        String bare = text.endsWith("=") ? text.replaceAll("=+$", "") : text;
        return Base64.getUrlDecoder().decode(bare.replace('+', '-').replace('/', '_'));
    }
}
