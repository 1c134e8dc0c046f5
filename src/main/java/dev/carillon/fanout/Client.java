package dev.carillon.fanout;

import dev.carillon.socket.Loop;
import dev.carillon.socket.SharedBytes;
import dev.carillon.socket.SocketWriter;
import dev.carillon.sse.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * A connection as the broadcaster sees it. Except for the names and {@link #loop}, everything is called on the client's
 * own event loop only. An exception while it is written to ends its stream ({@link SupervisedClient}).
 */
public interface Client {

    /** The client's own side of its subscription. On its event loop only. */
    interface Handle {

        /** The socket takes bytes again. */
        void onWritable();

        /** The cursor that the client may resume from; null before the first message. */
        @Nullable
        Cursor position();

        /** Whether the client has everything that this pod has. */
        boolean isLive();
    }

    /** In the Express application's form {@code userId-organizationId-timestamp}, unless the client brought its own. */
    String id();

    String userId();

    String organizationId();

    /** Identifies the credential that the client signed in with. It holds no blank, and nobody can sign in with it. */
    String credential();

    /** The loop that owns the connection. */
    Loop loop();

    /** Whether the client asked for notifications of this type. */
    boolean wants(String type);

    /**
     * Where frames for everybody are written past this client, so that ten thousand clients cost hardly any access to
     * memory. Always null if the client must note each frame, or if its connection adds framing of its own.
     */
    default @Nullable SocketWriter writer() {
        return null;
    }

    /** Whether the connection ends with one answer. Such clients come and go too often for a log line each. */
    default boolean isPoll() {
        return false;
    }

    /** Whether it was given anything. A poll that was not is not remembered for support. */
    default boolean wasServed() {
        return true;
    }

    /** Gives the client its place in the log; once, before anything is written to it. */
    void onSubscribed(Handle handle);

    /** False while the socket takes no more, which any write may cause. Then {@link Handle#onWritable()} follows. */
    boolean isWritable();

    /** Hands a notification to the socket, to be sent at the next {@link #flush}. */
    void write(Frame frame);

    /** The same for an event that has no place in the log. */
    void write(SharedBytes event);

    void flush();

    /** Writes and flushes a notification that nothing follows at this moment. */
    default void send(Frame frame) {
        write(frame);
        flush();
    }

    /** The first message: where the client stands, and whether that continues an earlier stream. */
    void onConnected(Cursor position, boolean resumed);

    /** The client's cursor cannot be continued: it must load its list again. */
    void onReset(Cursor position, ResetReason reason);

    /** Ends the connection. */
    void disconnect(DisconnectReason reason);
}
