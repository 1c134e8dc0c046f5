package dev.carillon.socket;

import dev.carillon.sse.GzipEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Hands shared bytes to the kernel while nothing is queued on the connection. A write is one system call, allocates no
 * object and touches hardly any memory, which is the rest of the cost with ten thousand connections. Bytes that the
 * socket does not take at once are queued, and so is everything after them until the queue is empty again.
 *
 * <p>Owned by the connection's event loop. The descriptor is closed there too. Each write checks that it is open,
 * because its number may soon belong to another connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write or close shows as the end of the connection.
public final class SocketWriter {

    /** The socket has taken no byte: all of them must be queued. */
    static final int NOTHING = 0;

    /** The connection is to be dropped. */
    static final int FAILED = -1;

    private final Channel channel;
    private final Socket socket;
    private @Nullable GzipEnd gzipEnd;
    private @Nullable Predicate<String> types;
    private boolean idle;

    private SocketWriter(Channel channel, Socket socket) {
        this.channel = channel;
        this.socket = socket;
    }

    /** Null if the bytes on the wire differ, as with TLS, or if there is no descriptor. */
    static @Nullable SocketWriter to(Channel channel) {
        boolean plain =
                channel.pipeline().toMap().values().stream().noneMatch(ChannelOutboundHandler.class::isInstance);
        return plain && channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket
                ? new SocketWriter(channel, socket)
                : null;
    }

    /**
     * From now on the connection gets bytes as {@link SharedBytes#gzip}, and its stream ends with the given checksum.
     */
    void compress(GzipEnd end) {
        gzipEnd = end;
    }

    /** From now on the connection gets only events of these types; of all, if this is null. */
    public void only(@Nullable Predicate<String> wanted) {
        types = wanted;
    }

    /** Null if the connection gets events of all types. */
    @Nullable
    Predicate<String> types() {
        return types;
    }

    boolean isCompressed() {
        return gzipEnd != null;
    }

    /** Before bytes are sent: adds them to the checksum of a compressed stream. */
    void count(SharedBytes uncompressed) {
        if (gzipEnd != null) {
            gzipEnd.add(uncompressed.gzipText());
        }
    }

    /** Whether nothing is queued, as far as is known without checking the channel. */
    boolean isIdle() {
        return idle;
    }

    void onQueued() {
        idle = false;
    }

    /** Sends the bytes as they are, and queues what the socket does not take. */
    void send(SharedBytes bytes) {
        send(bytes, SendMemory.ofThread());
    }

    /** The same for a caller that writes to many sockets and has looked up the loop's memory once. */
    void send(SharedBytes bytes, SendMemory memory) {
        int sent = write(bytes, memory);
        if (sent < bytes.chunkLength()) {
            onSent(bytes, sent);
        }
    }

    /** Queues the rest of bytes of which the socket has taken only {@code sent}; drops the connection on {@link #FAILED}. */
    void onSent(SharedBytes bytes, int sent) {
        if (sent == FAILED) {
            channel.close();
        } else {
            queue(bytes.chunk().skipBytes(sent));
            channel.flush();
        }
    }

    /** Queues bytes behind all that was sent before; they go out at the connection's next flush. */
    void queue(ByteBuf bytes) {
        // A failed write closes the connection, and the close is reported; a promise per write would report it twice.
        channel.write(bytes, channel.voidPromise());
        idle = false;
    }

    /**
     * Returns the number of bytes taken, or {@link #FAILED} if the connection is to be dropped. Uses {@code send(2)}
     * with an address: {@code write(2)} passes the file layer first, and for a buffer native code calls back into the
     * JVM to find its address.
     */
    private int write(SharedBytes bytes, SendMemory memory) {
        if (!socket.isOpen() || (!idle && !isQueueEmpty())) {
            return NOTHING;
        }
        try {
            int length = bytes.chunkLength();
            int sent = callSend(bytes, length, memory);
            idle = sent == length;
            return sent;
        } catch (IOException gone) {
            idle = false;
            return FAILED;
        }
    }

    /** For {@link IoSubmitWriter}, which replaces {@link #send}; -1 if it is closed. */
    int descriptor() {
        return socket.isOpen() ? socket.intValue() : -1;
    }

    private int callSend(SharedBytes bytes, int length, SendMemory memory) throws IOException {
        if (!memory.hold(bytes)) {
            return socket.send(bytes.chunk().nioBuffer(), 0, length);
        }
        return memory.address() == 0
                ? socket.send(memory.memory(), 0, length)
                : socket.sendAddress(memory.address(), 0, length);
    }

    private boolean isQueueEmpty() {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        return queue != null && queue.isEmpty() && queue.totalPendingWriteBytes() == 0;
    }
}
