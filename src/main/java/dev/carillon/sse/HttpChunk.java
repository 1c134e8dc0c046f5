package dev.carillon.sse;

import java.nio.charset.StandardCharsets;

/** The chunked transfer coding of HTTP/1.1 (RFC 9112, 7.1), made once for all connections that get these bytes. */
public final class HttpChunk {

    private HttpChunk() {}

    /** The bytes before a payload of {@code payloadLength} bytes; at least 1, because an empty chunk would end the response. */
    public static byte[] head(int payloadLength) {
        if (payloadLength <= 0) {
            throw new IllegalArgumentException("A chunk needs a payload: " + payloadLength);
        }
        return (Integer.toHexString(payloadLength) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The bytes after the payload. */
    public static byte[] tail() {
        return new byte[] {'\r', '\n'};
    }
}
