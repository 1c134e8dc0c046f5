package dev.carillon.socket;

import dev.carillon.sse.JsonLines;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A stream of JSON lines. Few clients ask for one, so the lines are made for each of them and not kept. */
public final class LineSocket implements StreamSocket {

    private final StreamSocket socket;
    private @Nullable SharedBytes beginning;

    public LineSocket(StreamSocket socket) {
        this.socket = socket;
    }

    @Override
    public boolean isWritable() {
        return socket.isWritable();
    }

    @Override
    public void write(SharedBytes bytes) {
        SharedBytes lines = lines(bytes);
        if (lines != null) {
            socket.write(lines);
        }
    }

    @Override
    public void send(SharedBytes bytes) {
        SharedBytes lines = lines(bytes);
        if (lines != null) {
            socket.send(lines);
        }
    }

    /** Null for the beginning of a block: its field becomes one of the next message. */
    private @Nullable SharedBytes lines(SharedBytes events) {
        ByteBuffer text = events.payloadMemory();
        if (beginning != null) {
            ByteBuffer first = beginning.payloadMemory();
            text = ByteBuffer.allocate(first.remaining() + text.remaining())
                    .put(first)
                    .put(text)
                    .flip();
            beginning = null;
        }
        if (JsonLines.isBeginning(text)) {
            beginning = events;
            return null;
        }
        byte[] lines = JsonLines.of(text);
        return lines.length == 0 ? null : SharedBytes.of(lines);
    }

    @Override
    public void flush() {
        socket.flush();
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
    public void end() {
        socket.end();
    }

    @Override
    public void abort() {
        socket.abort();
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
