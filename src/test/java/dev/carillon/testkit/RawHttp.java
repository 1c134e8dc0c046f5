package dev.carillon.testkit;

import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The answer to bytes that no HTTP/1.1 client would send.
 *
 * @param closed whether the other side closed the connection, instead of falling silent
 */
public record RawHttp(String answer, boolean closed) {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");
    // An open connection answers at once or never; a closed one ends the wait.
    private static final int PATIENCE_MILLIS = 10_000;

    /** Sends to the application under test. */
    public static RawHttp send(String request) {
        return send(new InetSocketAddress("127.0.0.1", RestAssured.port), request);
    }

    public static RawHttp send(InetSocketAddress address, String request) {
        return send(address, "127.0.0.1", request);
    }

    /** @param source the sender's own address, one of this machine's */
    public static RawHttp send(InetSocketAddress address, String source, String request) {
        try (Socket socket = new Socket(address.getHostString(), address.getPort(), InetAddress.getByName(source), 0)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return rest(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that comes from now on, until the other side closes, resets or has been silent for ten seconds. */
    public static RawHttp rest(Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        socket.setSoTimeout(PATIENCE_MILLIS);
        boolean closed = true;
        try {
            socket.getInputStream().transferTo(answer);
        } catch (SocketTimeoutException silent) {
            closed = false;
        } catch (SocketException reset) {
            // Closed, too.
        }
        return new RawHttp(answer.toString(StandardCharsets.ISO_8859_1), closed);
    }

    /**
     * The head of the response to a request whose target is sent exactly as written.
     *
     * @param head all lines but the first, each with its end
     * @param body null for none
     */
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

    /** Of all responses, in their order. */
    public List<Integer> statuses() {
        return STATUS.matcher(answer)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }
}
