package dev.carillon.testkit;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A GET for a stream. {@code receiveBufferBytes} 0 leaves the system's; {@code bytesPerSecond} 0 reads nothing at all,
 * {@link Long#MAX_VALUE} as fast as it comes.
 */
public record StreamRequest(
        InetSocketAddress address,
        String path,
        Map<String, String> headers,
        int receiveBufferBytes,
        long bytesPerSecond) {

    public static StreamRequest get(InetSocketAddress address, String path) {
        return new StreamRequest(address, path, Map.of(), 0, Long.MAX_VALUE);
    }

    public StreamRequest to(InetSocketAddress pod) {
        return new StreamRequest(pod, path, headers, receiveBufferBytes, bytesPerSecond);
    }

    public StreamRequest withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new StreamRequest(address, path, more, receiveBufferBytes, bytesPerSecond);
    }

    public StreamRequest withCookie(String cookie) {
        return withHeader("Cookie", cookie);
    }

    public StreamRequest withGzip() {
        return withHeader("Accept-Encoding", "gzip");
    }

    public StreamRequest withReceiveBuffer(int bytes) {
        return new StreamRequest(address, path, headers, bytes, bytesPerSecond);
    }

    public StreamRequest readingAt(long bytes) {
        return new StreamRequest(address, path, headers, receiveBufferBytes, bytes);
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
