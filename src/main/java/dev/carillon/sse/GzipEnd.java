package dev.carillon.sse;

/** Collects the checksum and length for the trailer of one {@link Gzip} stream. Owned by the stream's event loop. */
public final class GzipEnd {

    private int checksum;
    private int length;

    /** Adds the text of a piece that was sent. Call in the order of the stream. */
    public void add(GzipText text) {
        checksum = text.after(checksum);
        length += text.length();
    }

    /** The bytes after all pieces. */
    public byte[] trailer() {
        return Gzip.trailer(checksum, length);
    }
}
