package dev.carillon.socket;

import dev.carillon.sse.Gzip;
import dev.carillon.sse.GzipEnd;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A compressed stream, for a client that asked for it. Shared bytes are compressed once for all clients; each
 * connection keeps only its own checksum, which ends the stream.
 */
public final class GzipSocket implements StreamSocket {

    private final StreamSocket socket;
    private final GzipEnd end = new GzipEnd();
    private boolean ended;

    /** @param socket has already sent {@link Gzip#header} */
    public GzipSocket(StreamSocket socket) {
        this.socket = socket;
        SocketWriter writer = socket.writer();
        if (writer != null) {
            writer.compress(end);
        }
    }

    @Override
    public boolean isWritable() {
        return socket.isWritable();
    }

    @Override
    public void write(SharedBytes bytes) {
        socket.write(compressed(bytes));
    }

    @Override
    public void flush() {
        socket.flush();
    }

    @Override
    public void send(SharedBytes bytes) {
        socket.send(compressed(bytes));
    }

    private SharedBytes compressed(SharedBytes bytes) {
        end.add(bytes.gzipText());
        return bytes.gzip();
    }

    @Override
    public @Nullable SocketWriter writer() {
        return socket.writer();
    }

    @Override
    public void end() {
        if (!ended) {
            ended = true;
            socket.write(SharedBytes.of(end.trailer()));
            socket.end();
        }
    }

    @Override
    public void abort() {
        socket.abort();
    }

    @Override
    public boolean isUnreachable() {
        return socket.isUnreachable();
    }

    @Override
    public boolean hasSentWithin(Duration time) {
        return socket.hasSentWithin(time);
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public void listen(Listener listener) {
        socket.listen(listener);
    }
}
