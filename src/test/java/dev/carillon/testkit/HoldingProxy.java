package dev.carillon.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** An HTTP proxy with one of the bad habits that proxies have. One request for each connection. */
public final class HoldingProxy extends LoopbackServer {

    /** The way in which it treats an answer. */
    public enum Habit {
        /** Nothing goes on before the answer has ended. */
        BUFFERS_ALL,
        /** A piece goes on when the next one comes. */
        HOLDS_ONE_BACK,
        /** The connection ends after some time. */
        CUTS,
        /** Blocks of 4 KiB go on, and header fields that ask for anything else are gone in both directions. */
        STRIPS_HEADERS,
        /** Its compressor keeps what it likes. */
        COMPRESSES
    }

    private static final int BLOCK = 4_096;
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "transfer-encoding", "content-length", "keep-alive");
    private static final Set<String> STRIPPED =
            Set.of("last-event-id", "accept", "cache-control", "x-accel-buffering", "vary");

    private final InetSocketAddress target;
    private final Habit habit;
    private final Duration cutAfter;

    /** @param cutAfter only read by {@link Habit#CUTS} */
    public HoldingProxy(InetSocketAddress target, Habit habit, Duration cutAfter) {
        this.target = target;
        this.habit = habit;
        this.cutAfter = cutAfter;
        start();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    private record Head(String first, List<String> fields) {

        static Head read(InputStream in) throws IOException {
            String first = line(in);
            List<String> fields = new ArrayList<>();
            for (String field = line(in); !field.isEmpty(); field = line(in)) {
                fields.add(field);
            }
            return new Head(first, fields);
        }

        @Nullable
        String value(String name) {
            return fields.stream()
                    .filter(field -> name(field).equals(name))
                    .map(field -> field.substring(field.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(null);
        }

        byte[] bytes(Predicate<String> kept, String... more) {
            StringBuilder head = new StringBuilder(first + "\r\n");
            fields.stream().filter(field -> kept.test(name(field))).forEach(field -> head.append(field + "\r\n"));
            Arrays.stream(more).forEach(field -> head.append(field + "\r\n"));
            return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        }

        static String name(String field) {
            return field.substring(0, Math.max(0, field.indexOf(':'))).toLowerCase(Locale.ROOT);
        }
    }

    @Override
    protected void serve(Socket socket) throws Exception {
        InputStream client = new BufferedInputStream(socket.getInputStream());
        Head request = Head.read(client);
        String length = request.value("content-length");
        byte[] body = client.readNBytes(length == null ? 0 : Integer.parseInt(length));
        try (Socket upstream = new Socket(target.getAddress(), target.getPort())) {
            closeAtEnd(upstream);
            // A client that leaves ends its request.
            inBackground(() -> {
                while (client.read() >= 0) {
                    // A client sends nothing more.
                }
                drop(upstream);
            });
            if (habit == Habit.CUTS) {
                CompletableFuture.delayedExecutor(cutAfter.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> inBackground(() -> {
                            drop(upstream);
                            drop(socket);
                        }));
            }
            OutputStream out = upstream.getOutputStream();
            out.write(request.bytes(
                    name -> isKept(name) && !(habit == Habit.COMPRESSES && name.equals("accept-encoding")),
                    "Connection: close",
                    "Content-Length: " + body.length));
            out.write(body);
            out.flush();
            answer(upstream, socket.getOutputStream(), request);
        }
    }

    private static void drop(Socket socket) throws IOException {
        socket.close();
    }

    private boolean isKept(String name) {
        return !HOP_BY_HOP.contains(name) && !(habit == Habit.STRIPS_HEADERS && STRIPPED.contains(name));
    }

    private void answer(Socket upstream, OutputStream out, Head request) throws IOException {
        InputStream in = new BufferedInputStream(upstream.getInputStream());
        Head head = Head.read(in);
        Pieces pieces = new Pieces(in, head);
        String accepted = request.value("accept-encoding");
        String coding = head.value("content-encoding");
        // Real ones leave alone what names its coding, even this one that means none.
        boolean compress = habit == Habit.COMPRESSES
                && accepted != null
                && accepted.contains("gzip")
                && (coding == null || coding.equals("identity"));
        if (habit == Habit.BUFFERS_ALL) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            for (byte[] piece = pieces.next(); piece != null; piece = pieces.next()) {
                whole.writeBytes(piece);
            }
            out.write(head.bytes(this::isKept, "Connection: close", "Content-Length: " + whole.size()));
            out.write(whole.toByteArray());
            out.flush();
        } else if (compress) {
            out.write(head.bytes(
                    name -> isKept(name) && !name.equals("content-encoding"),
                    "Connection: close",
                    "Content-Encoding: gzip"));
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                for (byte[] piece = pieces.next(); piece != null; piece = pieces.next()) {
                    gzip.write(piece);
                }
            }
        } else {
            out.write(head.bytes(this::isKept, "Connection: close"));
            pass(pieces, out);
        }
    }

    private void pass(Pieces pieces, OutputStream out) throws IOException {
        ByteArrayOutputStream held = new ByteArrayOutputStream();
        for (byte[] piece = pieces.next(); piece != null; piece = pieces.next()) {
            boolean isOneBack = habit == Habit.HOLDS_ONE_BACK;
            if (!isOneBack) {
                held.writeBytes(piece);
            }
            if (habit != Habit.STRIPS_HEADERS || held.size() >= BLOCK) {
                out.write(held.toByteArray());
                out.flush();
                held.reset();
            }
            if (isOneBack) {
                held.writeBytes(piece);
            }
        }
        out.write(held.toByteArray());
        out.flush();
    }

    /** The body as it comes, without its framing. */
    private static final class Pieces {

        private final InputStream in;
        private final boolean chunked;
        private long left;

        Pieces(InputStream in, Head head) {
            this.in = in;
            this.chunked = "chunked".equalsIgnoreCase(head.value("transfer-encoding"));
            String length = head.value("content-length");
            boolean none = head.first().contains(" 204") || head.first().contains(" 304");
            this.left = none ? 0 : length == null ? Long.MAX_VALUE : Long.parseLong(length);
        }

        byte @Nullable [] next() throws IOException {
            if (chunked) {
                int size = Integer.parseInt(line(in), 16);
                byte[] chunk = in.readNBytes(size);
                line(in);
                return size == 0 ? null : chunk;
            }
            byte[] piece = new byte[(int) Math.min(left, BLOCK)];
            int read = piece.length == 0 ? -1 : in.read(piece);
            left -= Math.max(0, read);
            return read < 0 ? null : Arrays.copyOf(piece, read);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
