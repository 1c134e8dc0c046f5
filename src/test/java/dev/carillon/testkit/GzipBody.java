package dev.carillon.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates a gzip body as it arrives, so that a frame flushed by the server is seen at once. {@code GZIPInputStream}
 * pulls and would wait for more.
 */
final class GzipBody implements ByteSink {
    private static final int FIXED_HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;

    private final ByteSink decoded;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] out = new byte[8192];
    private final ByteArrayOutputStream header = new ByteArrayOutputStream();
    private final ByteArrayOutputStream trailer = new ByteArrayOutputStream();
    private boolean inBody;

    GzipBody(ByteSink decoded) {
        this.decoded = decoded;
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (!inBody && at < end) {
            header.write(bytes[at++]);
            inBody = headerComplete(header.toByteArray());
        }
        if (at == end) {
            return;
        }
        int left = end - at;
        if (!inflater.finished()) {
            inflater.setInput(bytes, at, left);
            inflate();
            left = inflater.getRemaining();
        }
        if (inflater.finished() && left > 0) {
            readTrailer(bytes, end - left, left);
        }
    }

    private void inflate() throws IOException {
        try {
            for (int n = inflater.inflate(out); n > 0; n = inflater.inflate(out)) {
                checksum.update(out, 0, n);
                decoded.accept(out, 0, n);
            }
        } catch (DataFormatException e) {
            throw new IOException("broken deflate stream", e);
        }
    }

    private void readTrailer(byte[] bytes, int offset, int length) throws IOException {
        trailer.write(bytes, offset, length);
        if (trailer.size() < TRAILER_BYTES) {
            return;
        }
        byte[] b = trailer.toByteArray();
        long sent = (b[0] & 0xffL) | (b[1] & 0xffL) << 8 | (b[2] & 0xffL) << 16 | (b[3] & 0xffL) << 24;
        if (b.length > TRAILER_BYTES || sent != checksum.getValue()) {
            throw new IOException("gzip trailer does not fit the data");
        }
    }

    private static boolean headerComplete(byte[] h) throws IOException {
        if (h.length < FIXED_HEADER_BYTES) {
            return false;
        }
        if (h[0] != 0x1f || (h[1] & 0xff) != 0x8b || h[2] != 8) {
            throw new IOException("not a gzip header");
        }
        int flags = h[3];
        int at = FIXED_HEADER_BYTES;
        if ((flags & 4) != 0) {
            at = h.length < at + 2 ? Integer.MAX_VALUE : at + 2 + (h[at] & 0xff) + ((h[at + 1] & 0xff) << 8);
        }
        at = (flags & 8) != 0 ? afterZero(h, at) : at;
        at = (flags & 16) != 0 ? afterZero(h, at) : at;
        at = (flags & 2) != 0 && at != Integer.MAX_VALUE ? at + 2 : at;
        return h.length >= at;
    }

    private static int afterZero(byte[] h, int from) {
        for (int i = from; i < h.length; i++) {
            if (h[i] == 0) {
                return i + 1;
            }
        }
        return Integer.MAX_VALUE;
    }

    /** Native memory: a soak opens tens of thousands of streams, more than finalisation keeps up with. */
    void end() {
        inflater.end();
    }
}
