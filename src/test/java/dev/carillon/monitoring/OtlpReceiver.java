package dev.carillon.monitoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A collector of traces: takes what pods send by OTLP over HTTP, and reads the few fields that tests ask for. */
final class OtlpReceiver implements AutoCloseable {

    /** @param attributes those that are text */
    record Span(String traceId, String spanId, String parentId, String name, Map<String, String> attributes) {}

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();

    OtlpReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Span> spans() {
        return spans;
    }

    /** All that has come, byte by byte. */
    String received() {
        return String.join("", received);
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] request = exchange.getRequestBody().readAllBytes();
        received.add(new String(request, StandardCharsets.ISO_8859_1));
        // Request, of resource spans (1), of scope spans (2), of spans (2).
        fields(request, (field, resource) -> {
            if (field == 1) {
                fields(resource, (f, scope) -> {
                    if (f == 2) {
                        fields(scope, (g, span) -> {
                            if (g == 2) {
                                spans.add(span(span));
                            }
                        });
                    }
                });
            }
        });
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static Span span(byte[] bytes) {
        String[] ids = {"", "", ""};
        String[] name = {""};
        Map<String, String> attributes = new HashMap<>();
        fields(bytes, (field, value) -> {
            switch (field) {
                case 1 -> ids[0] = HexFormat.of().formatHex(value);
                case 2 -> ids[1] = HexFormat.of().formatHex(value);
                case 4 -> ids[2] = HexFormat.of().formatHex(value);
                case 5 -> name[0] = text(value);
                case 9 -> attribute(value, attributes);
                default -> {
                    // Times, kind and status are of no interest here.
                }
            }
        });
        return new Span(ids[0], ids[1], ids[2], name[0], attributes);
    }

    private static void attribute(byte[] bytes, Map<String, String> to) {
        String[] key = {""};
        fields(bytes, (field, value) -> {
            if (field == 1) {
                key[0] = text(value);
            } else if (field == 2) {
                fields(value, (kind, content) -> {
                    if (kind == 1) {
                        to.put(key[0], text(content));
                    }
                });
            }
        });
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The fields of a protocol buffer that have a length; numbers are skipped. */
    private static void fields(byte[] bytes, BiConsumer<Integer, byte[]> each) {
        int[] at = {0};
        while (at[0] < bytes.length) {
            long tag = varint(bytes, at);
            switch ((int) (tag & 7)) {
                case 0 -> varint(bytes, at);
                case 1 -> at[0] += 8;
                case 5 -> at[0] += 4;
                case 2 -> {
                    int length = (int) varint(bytes, at);
                    byte[] value = new byte[length];
                    System.arraycopy(bytes, at[0], value, 0, length);
                    at[0] += length;
                    each.accept((int) (tag >>> 3), value);
                }
                default -> throw new IllegalArgumentException("No protocol buffer");
            }
        }
    }

    private static long varint(byte[] bytes, int[] at) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[at[0]++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
