package dev.carillon.fanout;

import dev.carillon.socket.Loop;
import dev.carillon.socket.SharedBytes;
import dev.carillon.socket.SocketWriter;
import dev.carillon.sse.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * All that the broadcaster knows of a connection. Except for the names, everything is called on the client's own event
 * loop only.
 */
public interface Client {

    /** The client's own side of its subscription. On its event loop only. */
    interface Handle {

        /** The socket takes bytes again. */
        void onWritable();

        /** The position that the client may resume from; null before the first message. */
        @Nullable
        Cursor position();

        /** Whether it has everything that this pod has. */
        boolean isLive();
    }

    /** Unique in the cluster; the seed's form {@code userId-organizationId-millis}. */
    String id();

    String userId();

    String organizationId();

    /** Names what the client has signed in with, without being it: no blank, and nothing that signs in. */
    String credential();

    /** The loop that owns the connection. */
    Loop loop();

    /** Whether the client asked for notifications of this type. */
    boolean wants(String type);

    /**
     * The way for frames that are for everybody, past this client: of ten thousand clients hardly any memory is touched.
     * Null, always, where each frame has to be noted, or where the connection frames it by itself.
     */
    default @Nullable SocketWriter direct() {
        return null;
    }

    /** So many bytes of the frame, or {@link SocketWriter#FAILED}, have gone that way; the rest is the client's. */
    default void sendRest(Frame frame, int sent) {
        throw new UnsupportedOperationException("has no direct way");
    }

    /** Has everything up to here, of which some went past it. */
    default void caughtUp(long id) {}

    /** Its place in the log; once, before anything is written to it. */
    void onSubscribed(Handle handle);

    /** False while the socket takes no more; {@link Handle#onWritable()} is to be called when it does again. */
    boolean isWritable();

    /** Hands a notification to the socket, to be sent at the next {@link #flush}. */
    void write(Frame frame);

    /** The same for something that has no place in the log. */
    void write(SharedBytes event);

    void flush();

    /** Both at once, for a notification that nothing follows at this moment. */
    default void send(Frame frame) {
        write(frame);
        flush();
    }

    /** The first message: where the client stands, and whether that continues an earlier stream. */
    void onConnected(Cursor position, boolean resumed);

    /** What it has seen is no longer continued by what comes: it must load its list anew. */
    void onReset(Cursor position, ResetReason reason);

    /** Ends the connection. */
    void disconnect(DisconnectReason reason);
}
