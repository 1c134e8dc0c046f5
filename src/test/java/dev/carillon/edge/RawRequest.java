package dev.carillon.edge;

import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A request whose target goes out as it is written, and the head of what comes back. */
public final class RawRequest {

    private static final int PATIENCE_MILLIS = 10_000;

    private RawRequest() {}

    /** @param head all lines but the first, each with its end; null for no body */
    public static String head(String verb, String target, String head, String body) {
        byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        String length = body == null ? "" : "Content-Length: " + bytes.length + "\r\n";
        String request = verb + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + RestAssured.port + "\r\n" + head
                + length + "\r\n";
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(bytes);
            return head(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(verb + " " + target, e);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.append((char) b);
            if (b == '\n' && head.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString();
    }

    static int status(String head) {
        return head.startsWith("HTTP/1.1 ") ? Integer.parseInt(head.substring(9, 12)) : 0;
    }
}
