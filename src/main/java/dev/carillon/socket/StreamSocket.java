package dev.carillon.socket;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Takes a stream's bytes once its head is sent. Call all methods on the connection's event loop.
 *
 * <p>Call {@link #isWritable} before each write, so that nothing is queued beyond the write buffer's high mark.
 */
public interface StreamSocket {

    boolean isWritable();

    void write(SharedBytes bytes);

    void flush();

    /** Whether the peer's kernel has left what was sent unacknowledged for longer than allowed; one system call. */
    boolean isUnreachable();

    /**
     * Whether the kernel has sent anything to the peer within this time; one system call. False if the kernel cannot be
     * asked, or if the data may be another stream's.
     */
    boolean hasSentWithin(Duration time);

    /** Writes and flushes, for bytes that nothing follows at this moment. */
    void send(SharedBytes bytes);

    /** For a {@link SocketGroup}, which then writes past this socket, plain or gzip; null if it cannot. */
    default @Nullable SocketWriter writer() {
        return null;
    }

    /** Ends the stream in order: the client sees its end and reconnects. */
    void end();

    /** Drops the connection and what it has not sent: a peer that reads nothing would never see an orderly end. */
    void abort();

    boolean isClosed();

    /** Reports when a full socket takes bytes again, and once when the connection or the stream has ended. */
    void listen(Listener listener);

    interface Listener {

        void onWritable();

        /** An exception of ours ends the connection; {@link #onClosed} follows. */
        void onFailed();

        void onClosed();
    }
}
