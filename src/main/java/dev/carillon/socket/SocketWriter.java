package dev.carillon.socket;

import dev.carillon.sse.GzipEnd;
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
public final class SocketWriter {

    /** {@link #write} has taken no byte: all of them must be queued. */
    public static final int NOTHING = 0;

    /** The connection is to be dropped. */
    public static final int FAILED = -1;

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
    public static @Nullable SocketWriter to(Channel channel) {
        boolean plain =
                channel.pipeline().toMap().values().stream().noneMatch(ChannelOutboundHandler.class::isInstance);
        return plain && channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket
                ? new SocketWriter(channel, socket)
                : null;
    }

    /**
     * From now on the connection gets bytes as {@link SharedBytes#gzip}, and its stream ends with the given checksum.
     */
    public void compress(GzipEnd end) {
        gzipEnd = end;
    }

    /** From now on the connection gets only events of these types. */
    public void only(Predicate<String> wanted) {
        types = wanted;
    }

    /** Null if the connection gets events of all types. */
    public @Nullable Predicate<String> types() {
        return types;
    }

    /** Null if bytes are sent uncompressed. Senders of compressed bytes add them to it first. */
    public @Nullable GzipEnd gzipEnd() {
        return gzipEnd;
    }

    /** Whether nothing is queued, as far as is known without checking the channel. */
    public boolean isIdle() {
        return idle;
    }

    public void onQueued() {
        idle = false;
    }

    /**
     * Returns the number of bytes taken, or {@link #FAILED} if the connection is to be dropped. Uses {@code send(2)}
     * with an address: {@code write(2)} passes the file layer first, and for a buffer native code calls back into the
     * JVM to find its address.
     */
    public int write(SharedBytes bytes) {
        return write(bytes, SendMemory.ofThread());
    }

    /** The same for a caller that writes to many sockets and has looked up the loop's memory once. */
    public int write(SharedBytes bytes, SendMemory memory) {
        if (!socket.isOpen() || (!idle && !isQueueEmpty())) {
            return NOTHING;
        }
        try {
            int length = bytes.chunkLength();
            int sent = send(bytes, length, memory);
            idle = sent == length;
            return sent;
        } catch (IOException gone) {
            idle = false;
            return FAILED;
        }
    }

    /** For {@link IoSubmitBatch}, which replaces {@link #write}; -1 if it is closed. */
    public int descriptor() {
        return socket.isOpen() ? socket.intValue() : -1;
    }

    private int send(SharedBytes bytes, int length, SendMemory memory) throws IOException {
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
