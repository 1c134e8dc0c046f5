package dev.carillon.testkit;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A GET for a stream. {@code receiveBufferBytes} 0 leaves the system's; {@code bytesPerSecond} 0 reads nothing at all,
 * {@link Long#MAX_VALUE} as fast as it comes.
 */
public record SseRequest(
        InetSocketAddress address,
        String path,
        Map<String, String> headers,
        int receiveBufferBytes,
        long bytesPerSecond) {

    private static final String NOTIFICATIONS = "/api/notifications/stream";

    /** For the stream of notifications, with a query or none. */
    public static SseRequest stream(InetSocketAddress address, String query) {
        return get(address, NOTIFICATIONS + query);
    }

    public static SseRequest get(InetSocketAddress address, String path) {
        return new SseRequest(address, path, Map.of(), 0, Long.MAX_VALUE);
    }

    public SseRequest to(InetSocketAddress pod) {
        return new SseRequest(pod, path, headers, receiveBufferBytes, bytesPerSecond);
    }

    public SseRequest withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new SseRequest(address, path, more, receiveBufferBytes, bytesPerSecond);
    }

    public SseRequest as(Login login) {
        return login.cookie().isEmpty() ? this : withCookie(login.cookie());
    }

    public SseRequest after(String lastEventId) {
        return withHeader("Last-Event-ID", lastEventId);
    }

    public SseRequest withCookie(String cookie) {
        return withHeader("Cookie", cookie);
    }

    public SseRequest withGzip() {
        return withHeader("Accept-Encoding", "gzip");
    }

    public SseRequest withReceiveBuffer(int bytes) {
        return new SseRequest(address, path, headers, bytes, bytesPerSecond);
    }

    SseRequest readingAt(long bytes) {
        return new SseRequest(address, path, headers, receiveBufferBytes, bytes);
    }

    byte[] bytes() {
        StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
        head.append("Host: " + address.getHostString() + ":" + address.getPort() + "\r\n");
        head.append("Accept: text/event-stream\r\nCache-Control: no-store\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        // The standard sends Last-Event-ID as UTF-8; everything else here is ASCII.
        return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }
}
