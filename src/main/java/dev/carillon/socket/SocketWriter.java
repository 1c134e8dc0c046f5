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
 * Hands shared bytes to the kernel while nothing is queued on the connection: one system call, no object, and hardly
 * any memory touched, which for ten thousand connections is what a delivery costs beside the call itself. What the
 * socket does not take at once goes the usual way, and so does everything after it until the queue is empty again.
 *
 * <p>Owned by the connection's event loop. The descriptor is closed there too, and is asked each time whether it is
 * open: its number may belong to somebody else's connection a moment later.
 */
public final class SocketWriter {

    /** {@link #write} has taken no byte: everything has to go the usual way. */
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

    /** Null where the bytes on the wire are others, as with TLS, or where there is no descriptor. */
    public static @Nullable SocketWriter to(Channel channel) {
        boolean plain =
                channel.pipeline().toMap().values().stream().noneMatch(ChannelOutboundHandler.class::isInstance);
        return plain && channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket
                ? new SocketWriter(channel, socket)
                : null;
    }

    /** From now on the connection is given bytes as {@link SharedBytes#gzip}, on a stream that ends so. */
    public void compress(GzipEnd end) {
        gzipEnd = end;
    }

    /** From now on the connection is for events of these types alone. */
    public void only(Predicate<String> wanted) {
        types = wanted;
    }

    /** Null where it is for events of all types. */
    public @Nullable Predicate<String> types() {
        return types;
    }

    /** Null where bytes go as they are. Whoever sends compressed ones adds them to it, before. */
    public @Nullable GzipEnd gzipEnd() {
        return gzipEnd;
    }

    /** Whether nothing is queued, as far as is known without looking. */
    public boolean isIdle() {
        return idle;
    }

    public void onQueued() {
        idle = false;
    }

    /**
     * Gives how many bytes were taken, or {@link #FAILED} where the connection is to be dropped. By {@code send(2)} and
     * from the address: {@code write(2)} goes through the layer of files first, and to find the address of a buffer
     * native code calls back into the JVM.
     */
    public int write(SharedBytes bytes) {
        return write(bytes, SendMemory.ofThread());
    }

    /** The same for who writes to many and has asked for the loop's memory once. */
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

    /** For {@link IoSubmitBatch}, which takes the place of {@link #write}; -1 where it is closed. */
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
