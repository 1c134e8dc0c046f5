package dev.carillon.sse;

import java.util.zip.CRC32;

/**
 * What the end of a {@link Gzip} stream needs to know of a piece's text, told once for all streams that it goes on.
 * From any thread.
 *
 * @param checksum CRC-32 of it alone
 * @param length in bytes
 * @param shift what a checksum is multiplied by when so many bytes follow
 */
public record GzipText(int checksum, int length, int shift) {

    // Of CRC-32: the powers of x but the highest, that of x^0 in the highest bit.
    private static final int POLYNOMIAL = 0xedb88320;
    private static final int ONE = 0x80000000;
    private static final int X_TO_THE_8TH = ONE >>> 8;

    public static GzipText of(byte[] memory, int at, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(memory, at, length);
        return new GzipText((int) checksum.getValue(), length, shift(length));
    }

    /** The checksum of a text that had {@code before}, with this one after it: as {@code crc32_combine} of zlib. */
    int after(int before) {
        return multiply(before, shift) ^ checksum;
    }

    /** x to the power of eight times as many, by squares. */
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

    /** Polynomials over two elements, modulo CRC-32's. No branch depends on the data, as each delivery does this. */
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
