package dev.carillon.limit;

import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** Bytes to the application under test that no HTTP client would send, and all that comes back. */
final class Wire {

    // What is kept open answers at once or never; what is closed ends the wait.
    private static final int PATIENCE_MILLIS = 10_000;

    private Wire() {}

    /** Everything until the server closes, resets or has been silent for ten seconds. */
    static String answer(String request) {
        byte[] bytes = request.getBytes(StandardCharsets.ISO_8859_1);
        return new String(answer(bytes, soFar -> false), StandardCharsets.ISO_8859_1);
    }

    /** The same, but no more than is asked for. */
    static byte[] answer(byte[] request, Predicate<byte[]> complete) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.getOutputStream().write(request);
                InputStream in = socket.getInputStream();
                byte[] part = new byte[8192];
                for (int read = in.read(part); read >= 0; read = in.read(part)) {
                    answer.write(part, 0, read);
                    if (complete.test(answer.toByteArray())) {
                        break;
                    }
                }
            } catch (SocketTimeoutException | SocketException closed) {
                return answer.toByteArray();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer.toByteArray();
    }
}
