package dev.carillon.socket.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Counts the connections that a server accepts, closes those above the limit, and prepares the others. */
final class AcceptedConnections extends ChannelInboundHandlerAdapter {

    private final AtomicInteger open;
    private final int max;
    private final Runnable onRejected;
    private final Supplier<ChannelHandler> start;

    /**
     * @param open shared by all servers of the pod
     * @param start makes the first handler of a connection
     */
    AcceptedConnections(AtomicInteger open, int max, Runnable onRejected, Supplier<ChannelHandler> start) {
        this.open = open;
        this.max = max;
        this.onRejected = onRejected;
        this.start = start;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel connection = (Channel) message;
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            onRejected.run();
            // It belongs to no event loop yet; only this call ends it.
            connection.unsafe().closeForcibly();
            return;
        }
        // Counts the end of the connection itself: the server loses sight of a hijacked one.
        connection.closeFuture().addListener(closed -> open.decrementAndGet());
        connection.pipeline().addLast(start.get());
        context.fireChannelRead(message);
    }
}
