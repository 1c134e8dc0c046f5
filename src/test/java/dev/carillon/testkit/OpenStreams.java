package dev.carillon.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import java.net.InetSocketAddress;

/** Streams of the application under test. */
public final class OpenStreams implements AutoCloseable {

    private static final String PATH = "/api/notifications/stream";

    private final SseClients clients = new SseClients();

    public static StreamRequest request(String query) {
        return StreamRequest.get(new InetSocketAddress("127.0.0.1", RestAssured.port), PATH + query);
    }

    public SseStream open(StreamRequest request) {
        return clients.open(request);
    }

    /** Returns once the stream is connected. */
    public SseStream connected(StreamRequest request) {
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

    public static void isRefused(SseStream stream, int status) {
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
