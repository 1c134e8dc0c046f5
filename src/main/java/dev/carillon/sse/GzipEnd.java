package dev.carillon.sse;

/** What the end of one {@link Gzip} stream tells of all its text. Owned by the stream's event loop. */
public final class GzipEnd {

    private int checksum;
    private int length;

    /** What has gone on the stream as a piece; in the order of the stream. */
    public void add(GzipText text) {
        checksum = text.after(checksum);
        length += text.length();
    }

    /** After all pieces. */
    public byte[] trailer() {
        return Gzip.trailer(checksum, length);
    }
}
