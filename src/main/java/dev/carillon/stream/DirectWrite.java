package dev.carillon.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Hands shared bytes to the kernel while nothing is queued on the connection: one system call, no object, and hardly
 * any memory touched, which for ten thousand connections is what a delivery costs beside the call itself. What the
 * socket does not take at once goes the usual way, and so does everything after it until the queue is empty again.
 *
 * <p>Owned by the connection's event loop. The descriptor is closed there too, and is asked each time whether it is
 * open: its number may belong to somebody else's connection a moment later.
 */
final class DirectWrite {

    static final int NOTHING = 0;
    static final int FAILED = -1;

    private final Channel channel;
    private final FileDescriptor descriptor;
    private boolean idle;

    private DirectWrite(Channel channel, FileDescriptor descriptor) {
        this.channel = channel;
        this.descriptor = descriptor;
    }

    /** Null where the bytes on the wire are others, as with TLS, or where there is no descriptor. */
    static DirectWrite to(Channel channel) {
        boolean plain =
                channel.pipeline().toMap().values().stream().noneMatch(ChannelOutboundHandler.class::isInstance);
        return plain && channel instanceof UnixChannel unix ? new DirectWrite(channel, unix.fd()) : null;
    }

    /** Whether nothing is queued, as far as is known without looking. */
    boolean isIdle() {
        return idle;
    }

    void onQueued() {
        idle = false;
    }

    /** Gives how many bytes were taken, or {@link #FAILED} where the connection is to be dropped. */
    int write(ByteBuffer bytes) {
        if (!descriptor.isOpen() || (!idle && !isQueueEmpty())) {
            return NOTHING;
        }
        try {
            int sent = descriptor.write(bytes, 0, bytes.limit());
            idle = sent == bytes.limit();
            return sent;
        } catch (IOException gone) {
            idle = false;
            return FAILED;
        }
    }

    private boolean isQueueEmpty() {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        return queue != null && queue.isEmpty() && queue.totalPendingWriteBytes() == 0;
    }
}
