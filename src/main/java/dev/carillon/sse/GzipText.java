package dev.carillon.sse;

import java.util.zip.CRC32;

/**
 * The checksum and length of a piece's text, computed once for all {@link Gzip} streams that send it. From any thread.
 *
 * @param checksum CRC-32 of this text alone
 * @param length in bytes
 * @param shift the factor for a preceding checksum when {@code length} bytes follow
 */
public record GzipText(int checksum, int length, int shift) {

    // CRC-32's polynomial without its highest power of x; the highest bit is x^0.
    private static final int POLYNOMIAL = 0xedb88320;
    private static final int ONE = 0x80000000;
    private static final int X_TO_THE_8TH = ONE >>> 8;

    public static GzipText of(byte[] memory, int at, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(memory, at, length);
        return new GzipText((int) checksum.getValue(), length, shift(length));
    }

    /** The checksum of a text with checksum {@code before} followed by this text, as zlib's {@code crc32_combine}. */
    int after(int before) {
        return multiply(before, shift) ^ checksum;
    }

    /** x to the power of {@code 8 * bytes}, by squaring. */
    private static int shift(int bytes) {
        int power = ONE;
        for (int square = X_TO_THE_8TH, left = bytes; left > 0; left >>>= 1) {
            if ((left & 1) == 1) {
                power = multiply(power, square);
            }
            square = multiply(square, square);
        }
        return power;
    }

    /** Multiplies polynomials over GF(2), modulo CRC-32's. Each delivery does this, so the loop's body has no branch. */
    private static int multiply(int a, int b) {
        int product = 0;
        int power = b;
        for (int left = a; left != 0; left <<= 1) {
            product ^= power & (left >> 31);
            power = (power >>> 1) ^ (POLYNOMIAL & -(power & 1));
        }
        return product;
    }
}
