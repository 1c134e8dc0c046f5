package dev.carillon.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Bytes sent as they are, and all that comes back until the other side closes or is silent. */
record RawExchange(String answer, boolean closed) {

    private static final Pattern STATUS = Pattern.compile("(?m)^HTTP/1\\.[01] (\\d{3})");
    private static final int SILENCE_MILLIS = 15_000;

    static RawExchange with(InetSocketAddress address, String request) {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (Socket socket = new Socket(address.getHostString(), address.getPort())) {
            socket.setSoTimeout(SILENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            boolean closed = false;
            try {
                in.transferTo(received);
                closed = true;
            } catch (SocketTimeoutException silent) {
                // Told by what is returned.
            } catch (SocketException reset) {
                closed = true;
            }
            return new RawExchange(received.toString(StandardCharsets.UTF_8), closed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Integer> statuses() {
        return STATUS.matcher(answer)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }
}
