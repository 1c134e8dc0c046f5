package dev.carillon.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxHandler;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes a connection away from the HTTP server once the head of its response is on the way. The server sees an answered
 * request and a closed connection and releases its state: headers, routing and request contexts take five times the
 * memory of the stream itself. The client sees the response go on.
 *
 * <p>This reaches below Vert.x's public API (ADR 3).
 *
 * <p>See docs/adr/0003-cursors-over-a-shared-log.md
 */
public final class ConnectionHijack {

    private ConnectionHijack() {}

    /** Call on the event loop, but not while it reads from the connection. Null if the connection cannot be taken. */
    public static @Nullable Http1Socket of(HttpServerRequest request, SocketLimits limits) {
        if (request.version() != HttpVersion.HTTP_1_1
                || !request.isEnded()
                || !(request.connection() instanceof ConnectionBase connection)) {
            return null;
        }
        Channel channel = connection.channel();
        ChannelHandlerContext server = channel.pipeline().context(VertxHandler.class);
        if (server == null || channel.pipeline().get(HttpResponseEncoder.class) == null) {
            return null;
        }
        channel.pipeline().addBefore(server.name(), null, new Swallow());
        request.response().end();
        leave(channel.pipeline(), server);
        channel.config().setOption(ChannelOption.SO_SNDBUF, limits.sendBufferBytes());
        channel.config()
                .setWriteBufferWaterMark(new WriteBufferWaterMark(limits.writeBufferLow(), limits.writeBufferHigh()));
        channel.config().setAutoRead(true);
        Http1Socket socket = new Http1Socket(channel, limits.unreachableTimeout());
        channel.pipeline().addLast(socket);
        // The server writes the head while it reads, and would have flushed it afterwards.
        channel.flush();
        return socket;
    }

    private static void leave(ChannelPipeline pipeline, ChannelHandlerContext server) {
        try {
            ((VertxHandler<?>) server.handler()).channelInactive(server);
        } finally {
            boolean http = false;
            for (Map.Entry<String, ChannelHandler> entry : pipeline.toMap().entrySet()) {
                http |= entry.getValue() instanceof HttpRequestDecoder;
                // The idle timeout would measure the client, which sends nothing.
                if (http || entry.getValue() instanceof IdleStateHandler) {
                    pipeline.remove(entry.getValue());
                }
            }
        }
    }

    /** Drops the server's end of the response and its close before the encoder sees them: the stream goes on. */
    private static final class Swallow extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        }

        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {
            promise.trySuccess();
        }
    }
}
