package dev.carillon.stream;

import dev.carillon.broadcast.SharedBytes;
import dev.carillon.sse.Gzip;
import java.util.zip.CRC32;

/**
 * A stream that is compressed, for a client that asked. What goes to many is compressed once; of its own a connection
 * has the checksum, which stands at the end.
 */
final class GzipSocket implements StreamSocket {

    private final StreamSocket socket;
    private final CRC32 checksum = new CRC32();
    private int length;
    private boolean ended;

    /** @param socket which has sent {@link Gzip#header} */
    GzipSocket(StreamSocket socket) {
        this.socket = socket;
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
        checksum.update(bytes.payloadMemory());
        length += bytes.length();
        return bytes.gzip();
    }

    @Override
    public void end() {
        if (!ended) {
            ended = true;
            socket.write(SharedBytes.of(Gzip.trailer((int) checksum.getValue(), length)));
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
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public void listen(Listener listener) {
        socket.listen(listener);
    }
}
