package dev.carillon.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Cuts one HTTP/1.1 response out of the bytes of a connection: head, then the body free of its encodings. */
final class HttpResponseReader implements ByteSink {
    private static final int HEAD_LIMIT_BYTES = 256 * 1024;

    private final Function<ResponseHead, ByteSink> onHead;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    private int terminatorMatched;
    private ByteSink body;
    private long remaining = Long.MAX_VALUE;
    private ChunkedBody chunks;
    private GzipBody gzip;

    /** {@code onHead} is told the head once and answers with the taker of the body. */
    HttpResponseReader(Function<ResponseHead, ByteSink> onHead) {
        this.onHead = onHead;
    }

    /** Whether the response ended by its own framing; an identity body without a length ends with the connection. */
    boolean complete() {
        return chunks != null ? chunks.complete() : body != null && remaining == 0;
    }

    void end() {
        if (gzip != null) {
            gzip.end();
        }
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (body == null && at < end) {
            readHeadByte(bytes[at++]);
        }
        int take = (int) Math.min(end - at, remaining);
        if (body != null && take > 0) {
            if (chunks == null && remaining != Long.MAX_VALUE) {
                remaining -= take;
            }
            body.accept(bytes, at, take);
        }
    }

    private void readHeadByte(byte b) throws IOException {
        head.write(b);
        boolean expected = b == (terminatorMatched % 2 == 0 ? '\r' : '\n');
        terminatorMatched = expected ? terminatorMatched + 1 : b == '\r' ? 1 : 0;
        if (terminatorMatched == 4) {
            endHead(ResponseHead.parse(head.toString(StandardCharsets.ISO_8859_1)));
        } else if (head.size() > HEAD_LIMIT_BYTES) {
            throw new IOException("response head of more than " + HEAD_LIMIT_BYTES + " bytes");
        }
    }

    private void endHead(ResponseHead response) throws IOException {
        head.reset();
        terminatorMatched = 0;
        if (response.status() < 200) {
            return; // An interim response: the real head follows.
        }
        ByteSink plain = onHead.apply(response);
        if (response.header("content-encoding").equalsIgnoreCase("gzip")) {
            gzip = new GzipBody(plain);
        }
        ByteSink decoded = gzip != null ? gzip : plain;
        String length = response.header("content-length");
        if (response.header("transfer-encoding").equalsIgnoreCase("chunked")) {
            chunks = new ChunkedBody(decoded);
            body = chunks;
            return;
        }
        body = decoded;
        if (response.status() == 204 || response.status() == 304) {
            remaining = 0;
        } else if (!length.isEmpty()) {
            remaining = Long.parseLong(length);
        }
    }
}
