package dev.carillon.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import java.net.InetSocketAddress;

/** Streams of the application under test. */
public final class OpenStreams implements AutoCloseable {

    private final SseClients clients = new SseClients();

    public static SseRequest request(String query) {
        return SseRequest.stream(address(), query);
    }

    /** The console's, which has no end. */
    public static SseRequest console() {
        return SseRequest.get(address(), "/api/console/stream");
    }

    private static InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", RestAssured.port);
    }

    public SseStream open(SseRequest request) {
        return clients.open(request);
    }

    /** Returns once the stream is connected. */
    public SseStream connected(SseRequest request) {
        SseStream stream = clients.open(request);
        Eventually.within(5, () -> assertTrue(has(stream, "connected"), () -> stream.status() + stream.body()));
        return stream;
    }

    public SseStream connected(String cookie) {
        return connected(request("").withCookie(cookie));
    }

    /** Waits until the stream has been ended with a message of this type. */
    public static void endsWith(SseStream stream, int seconds, String type) {
        Eventually.within(seconds, () -> {
            assertTrue(stream.ending().isPresent());
            assertTrue(has(stream, type), () -> stream.events().toString());
        });
    }

    public static void isRejected(SseStream stream, int status) {
        Eventually.within(5, () -> assertEquals(status, stream.status()));
    }

    public static boolean has(SseStream stream, String type) {
        return stream.events().stream().map(ReceivedEvent::data).anyMatch(data -> data.contains("\"" + type + "\""));
    }

    @Override
    public void close() {
        clients.close();
    }
}
