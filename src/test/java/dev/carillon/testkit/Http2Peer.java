package dev.carillon.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * One HTTP/2 connection (RFC 9113) with prior knowledge, on which each frame is sent when and as the test wants it: clients
 * of libraries finish their requests and never send wrong ones.
 */
public final class Http2Peer implements AutoCloseable {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PRIORITY = 32;

    /** In bytes, before the server opens it further. */
    private static final int FIRST_WINDOW = 65_535;

    /** A frame from the server; a frame of the connection has stream 0. */
    private record Frame(int type, int flags, int stream, byte[] payload, Http2Headers headers) {}

    private final Socket socket;
    private final List<Frame> received = new CopyOnWriteArrayList<>();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final Map<Integer, Integer> sent = new ConcurrentHashMap<>();
    private final Thread reader;
    private volatile boolean ended;

    /** To the application under test. */
    public Http2Peer() {
        this(new InetSocketAddress("127.0.0.1", RestAssured.port));
    }

    public Http2Peer(InetSocketAddress address) {
        try {
            socket = new Socket(address.getHostString(), address.getPort());
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        frame(SETTINGS, 0, 0, new byte[0]);
        reader = new Thread(this::read, "http2-peer");
        reader.setDaemon(true);
        reader.start();
    }

    /** The fields of a request: names and values in turn, and more of them. */
    public static String[] request(String method, String path, String... more) {
        Stream<String> head = Stream.of(":method", method, ":scheme", "http", ":path", path, ":authority", "x");
        return Stream.concat(head, Stream.of(more)).toArray(String[]::new);
    }

    /** Names and values in turn. */
    public Http2Peer headers(int stream, boolean end, String... fields) {
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

    public Http2Peer data(int stream, boolean end, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sent.merge(stream, bytes.length, Integer::sum);
        frame(DATA, end ? END_STREAM : 0, stream, bytes);
        return this;
    }

    /** How many bytes of data the server takes now on the stream. */
    public int window(int stream) {
        int ofConnection =
                opened(0) - sent.values().stream().mapToInt(Integer::intValue).sum();
        return Math.min(ofConnection, opened(stream) - sent.getOrDefault(stream, 0));
    }

    private int opened(int stream) {
        return FIRST_WINDOW
                + received.stream()
                        .filter(frame -> frame.stream() == stream && frame.type() == WINDOW_UPDATE)
                        .mapToInt(frame -> ByteBuffer.wrap(frame.payload()).getInt())
                        .sum();
    }

    public void reset(int stream) {
        frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
    }

    /** The final head of an answer, or null. */
    public Http2Headers answer(int stream) {
        return received.stream()
                .filter(f -> f.stream() == stream && f.headers() != null)
                .map(Frame::headers)
                .filter(h -> h.status() != null && h.status().charAt(0) != '1')
                .findFirst()
                .orElse(null);
    }

    public String status(int stream) {
        Http2Headers answer = answer(stream);
        return answer == null ? "none" : answer.status().toString();
    }

    public String body(int stream) {
        return new String(bytes(stream), StandardCharsets.UTF_8);
    }

    public byte[] bytes(int stream) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        received.stream()
                .filter(frame -> frame.stream() == stream && frame.type() == DATA)
                .forEach(frame -> bytes.writeBytes(frame.payload()));
        return bytes.toByteArray();
    }

    /** Waits until the server has ended the stream, or will have nothing more to do with it. */
    public Http2Peer awaitEnd(int stream) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> isEnded(stream) || isOver());
        return this;
    }

    /** Whether the server has broken off the stream or the whole connection. */
    public boolean isRejected(int stream) {
        return isReset(stream) || received.stream().anyMatch(f -> f.type() == GOAWAY);
    }

    public boolean isReset(int stream) {
        return received.stream().anyMatch(f -> f.stream() == stream && f.type() == RST_STREAM);
    }

    public boolean isEnded(int stream) {
        return isReset(stream)
                || received.stream()
                        .anyMatch(f -> f.stream() == stream && f.type() <= HEADERS && (f.flags() & END_STREAM) != 0);
    }

    /** Whether the server has said goodbye or closed the connection. */
    public boolean isOver() {
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
        } else if (type == DATA && payload.length > 0) {
            byte[] taken = ByteBuffer.allocate(4).putInt(payload.length).array();
            frame(WINDOW_UPDATE, 0, 0, taken);
            frame(WINDOW_UPDATE, 0, stream, taken);
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
