package dev.carillon.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.restassured.RestAssured;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One HTTP/2 connection (RFC 9113) to the application under test, with prior knowledge, on which each frame is sent when
 * the test wants it: clients of libraries finish their requests.
 */
final class Http2Peer implements AutoCloseable {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PRIORITY = 32;

    /** What the server has sent on a stream; of a connection it is 0. */
    record Frame(int type, int flags, int stream, byte[] payload, Http2Headers headers) {}

    private final Socket socket;
    private final List<Frame> received = new CopyOnWriteArrayList<>();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final Thread reader;
    private volatile boolean ended;

    Http2Peer() {
        try {
            socket = new Socket("127.0.0.1", RestAssured.port);
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        frame(SETTINGS, 0, 0, new byte[0]);
        reader = new Thread(this::read, "http2-peer");
        reader.setDaemon(true);
        reader.start();
    }

    /** Names and values in turn. */
    Http2Peer headers(int stream, boolean end, String... fields) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        ByteBuf block = Unpooled.buffer();
        try {
            new DefaultHttp2HeadersEncoder((name, value) -> true, false, 0).encodeHeaders(stream, headers, block);
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
        byte[] bytes = new byte[block.readableBytes()];
        block.readBytes(bytes);
        frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, bytes);
        return this;
    }

    void data(int stream, boolean end, String text) {
        frame(DATA, end ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.UTF_8));
    }

    void reset(int stream) {
        frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
    }

    /** The final head of an answer, or null. */
    Http2Headers answer(int stream) {
        return received.stream()
                .filter(f -> f.stream() == stream && f.headers() != null)
                .map(Frame::headers)
                .filter(h -> h.status() != null && h.status().charAt(0) != '1')
                .findFirst()
                .orElse(null);
    }

    String status(int stream) {
        Http2Headers answer = answer(stream);
        return answer == null ? "none" : answer.status().toString();
    }

    String body(int stream) {
        StringBuilder text = new StringBuilder();
        for (Frame frame : received) {
            if (frame.stream() == stream && frame.type() == DATA) {
                text.append(new String(frame.payload(), StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }

    boolean isReset(int stream) {
        return received.stream().anyMatch(f -> f.stream() == stream && f.type() == RST_STREAM);
    }

    boolean isEnded(int stream) {
        return isReset(stream)
                || received.stream()
                        .anyMatch(f -> f.stream() == stream && f.type() <= HEADERS && (f.flags() & END_STREAM) != 0);
    }

    /** Whether the server has said goodbye or closed the connection. */
    boolean isOver() {
        return ended || received.stream().anyMatch(f -> f.type() == GOAWAY);
    }

    private void read() {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int lengthAndType = in.readInt();
                int flags = in.readUnsignedByte();
                int stream = in.readInt() & 0x7fffffff;
                byte[] payload = new byte[lengthAndType >>> 8];
                in.readFully(payload);
                keep(lengthAndType & 0xff, flags, stream, payload);
            }
        } catch (IOException e) {
            ended = true;
        }
    }

    private void keep(int type, int flags, int stream, byte[] payload) {
        try {
            // A priority may stand before the fields.
            int from = (flags & PRIORITY) == 0 ? 0 : 5;
            Http2Headers headers = type == HEADERS
                    ? decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(payload, from, payload.length - from))
                    : null;
            received.add(new Frame(type, flags, stream, payload, headers));
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
        if (type == SETTINGS && (flags & 1) == 0) {
            frame(SETTINGS, 1, 0, new byte[0]);
        }
    }

    private synchronized void frame(int type, int flags, int stream, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload);
        try {
            socket.getOutputStream().write(frame.array());
        } catch (IOException e) {
            ended = true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
            reader.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
