package dev.carillon.sse;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Deflater;

/**
 * The gzip format (RFC 1952) in pieces that many streams share. A piece refers to nothing before it and ends on a whole
 * byte, so it can be anywhere in any stream. Only the trailer belongs to one stream. From any thread.
 *
 * <p>See docs/adr/0011-compressed-once.md
 */
public final class Gzip {

    /**
     * Minimum bytes of text for compression: a piece that fits one packet gains nothing from being smaller. A stored block
     * could hold at most 65,535.
     */
    static final int WORTHWHILE = 1_024;

    // Deflate, no name, no time, unknown operating system.
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    // Ends every piece: readers emit their output when they meet an empty stored block.
    private static final byte[] FLUSH = {0, 0, 0, (byte) 0xff, (byte) 0xff};
    private static final byte[] LAST_BLOCK = {1, 0, 0, (byte) 0xff, (byte) 0xff};

    private Gzip() {}

    /** The bytes before all pieces. */
    public static byte[] header() {
        return HEADER.clone();
    }

    /** The text as one piece. */
    public static byte[] piece(byte[] text) {
        return text.length < WORTHWHILE ? stored(text) : deflated(text);
    }

    /**
     * The bytes after all pieces.
     *
     * @param checksum CRC-32 of all their text
     * @param length of all their text, modulo 2^32
     */
    public static byte[] trailer(int checksum, int length) {
        return ByteBuffer.allocate(LAST_BLOCK.length + 2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(LAST_BLOCK)
                .putInt(checksum)
                .putInt(length)
                .array();
    }

    private static byte[] stored(byte[] text) {
        return ByteBuffer.allocate(1 + 2 * Short.BYTES + text.length + FLUSH.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0)
                .putShort((short) text.length)
                .putShort((short) ~text.length)
                .put(text)
                .put(FLUSH)
                .array();
    }

    private static byte[] deflated(byte[] text) {
        // Not the fastest level: compression runs once for all streams, but each stream sends the bytes.
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(text);
            ByteArrayOutputStream piece = new ByteArrayOutputStream(text.length / 2);
            byte[] buffer = new byte[Math.max(64, text.length / 2)];
            for (int n = buffer.length; n == buffer.length; ) {
                n = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
                piece.write(buffer, 0, n);
            }
            return piece.toByteArray();
        } finally {
            // Its memory is outside the heap, and would wait for the garbage collector.
            deflater.end();
        }
    }
}
