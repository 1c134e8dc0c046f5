package dev.carillon.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 after {@link ConnectionHijack}: framed chunks go to the connection's channel, whose HTTP handlers are gone.
 * An idle stream costs its channel, this object and a cursor.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write or close shows as the end of the connection.
final class Http1Socket extends ChannelInboundHandlerAdapter implements StreamSocket {

    private static final Logger LOG = Logger.getLogger(Http1Socket.class);

    private static final ByteBuf LAST_CHUNK =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("0\r\n\r\n", StandardCharsets.US_ASCII));

    private final Channel channel;
    private final Duration unreachableTimeout;
    private final @Nullable SocketWriter writer;
    private @Nullable Listener listener;
    private boolean ended;

    Http1Socket(Channel channel, Duration unreachableTimeout) {
        this.channel = channel;
        this.unreachableTimeout = unreachableTimeout;
        this.writer = SocketWriter.to(channel);
    }

    @Override
    public boolean isWritable() {
        return !ended && ((writer != null && writer.isIdle()) || channel.isWritable());
    }

    @Override
    public void write(SharedBytes bytes) {
        if (writer != null) {
            writer.queue(bytes.chunk());
        } else {
            channel.write(bytes.chunk(), channel.voidPromise());
        }
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void send(SharedBytes bytes) {
        if (writer != null) {
            writer.send(bytes);
        } else {
            write(bytes);
            flush();
        }
    }

    @Override
    public @Nullable SocketWriter writer() {
        return writer;
    }

    @Override
    public boolean isUnreachable() {
        return UnackedTimeout.lasts(channel, unreachableTimeout);
    }

    @Override
    public boolean hasSentWithin(Duration time) {
        return UnackedTimeout.hasSentWithin(channel, time);
    }

    @Override
    public void end() {
        if (!ended) {
            ended = true;
            if (writer != null) {
                writer.onQueued();
            }
            // The connection ends with the stream: a reconnect over it would reach the same pod.
            channel.writeAndFlush(LAST_CHUNK.duplicate()).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void abort() {
        channel.close();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void listen(Listener newListener) {
        listener = newListener;
    }

    /** Discards input: a client sends nothing while it reads a stream. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (listener != null && isWritable()) {
            listener.onWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (listener != null) {
            listener.onClosed();
        }
    }

    /** Network errors are expected. Any other exception is a bug of ours and must not count as a client that left. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        if (!(failure instanceof IOException)) {
            LOG.error("Stream failed", failure);
            if (listener != null) {
                listener.onFailed();
            }
        }
        context.close();
    }
}
