package dev.carillon.socket;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream's bytes go once its head is sent. Everything on the connection's event loop.
 *
 * <p>Nothing is queued beyond the write buffer's mark: who writes asks {@link #isWritable} first.
 */
public interface StreamSocket {

    boolean isWritable();

    void write(SharedBytes bytes);

    void flush();

    /** Whether the peer's kernel has left what was sent unacknowledged for longer than allowed; one system call. */
    boolean isUnreachable();

    /**
     * Whether the kernel has sent anything to the peer within this time; one system call. False where it cannot be asked,
     * and where what it has sent may be another stream's.
     */
    boolean hasSentWithin(Duration time);

    /** Both at once, for what nothing follows at this moment. */
    void send(SharedBytes bytes);

    /** Where shared bytes may go past this socket, as they are or as gzip; null if there is no such way. */
    default @Nullable SocketWriter direct() {
        return null;
    }

    /** So many of the bytes have gone that way, or {@link SocketWriter#FAILED}; sends the rest of them. */
    default void sendRest(SharedBytes bytes, int sent) {
        throw new UnsupportedOperationException("has no direct way");
    }

    /** Ends the stream in order: the client sees its end and reconnects. */
    void end();

    /** Drops the connection and what it has not sent: a peer that reads nothing would never see an orderly end. */
    void abort();

    boolean isClosed();

    /** Tells when a full socket takes bytes again, and once when the connection or the stream has ended. */
    void listen(Listener listener);

    interface Listener {

        void onWritable();

        /** An exception of ours ends the connection; {@link #onClosed} follows. */
        void onFailed();

        void onClosed();
    }
}
