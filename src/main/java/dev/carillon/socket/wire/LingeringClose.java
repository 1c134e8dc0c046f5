package dev.carillon.socket.wire;

import io.micrometer.core.instrument.Counter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection whose client may still be sending: first only our side, and the rest when the client has read the
 * answer and closes, or at a limit. A socket that is closed with bytes in it resets the connection, and the reset takes
 * the answer from a client that writes its whole body before it reads (RFC 9112, 9.6).
 *
 * <p>It stands before the decoder, on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed end shows as the end of the connection.
final class LingeringClose extends ChannelInboundHandlerAdapter {

    /**
     * @param cut counts the connections that were closed at a limit, with bytes of the client still arriving
     */
    record Limits(Duration time, long bytes, Counter cut) {}

    private final Limits limits;
    private long left;
    private @Nullable Future<?> deadline;

    LingeringClose(Limits limits) {
        this.limits = limits;
        this.left = limits.bytes();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        Channel channel = context.channel();
        SslHandler tls = context.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
        deadline = context.executor().schedule(() -> cut(context), limits.time().toMillis(), TimeUnit.MILLISECONDS);
        // The server may have paused the body.
        channel.config().setAutoRead(true);
        channel.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            left -= bytes.readableBytes();
        }
        ReferenceCountUtil.release(message);
        if (left < 0) {
            cut(context);
        }
    }

    private void cut(ChannelHandlerContext context) {
        if (deadline != null) {
            limits.cut().increment();
            forgetDeadline();
        }
        context.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        forgetDeadline();
    }

    private void forgetDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
