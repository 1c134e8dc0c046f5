package dev.carillon.stream;

import dev.carillon.broadcast.SharedBytes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;

/**
 * HTTP/1.1: writes chunks that are framed already past the HTTP encoder, so that a delivery is one buffer and one
 * system call. The encoder still sends head and end; between the two, chunks are all it would write itself.
 *
 * <p>This reaches below Vert.x's public API ({@link ConnectionBase#channel()}); only sockets of this package do (ADR 3).
 */
final class Http1Socket implements StreamSocket {

    private final HttpServerResponse response;
    private final Duration unreachableTimeout;
    private final Channel channel;
    private final ChannelHandlerContext encoder;

    private Http1Socket(
            HttpServerResponse response, Channel channel, ChannelHandlerContext encoder, Duration unreachableTimeout) {
        this.unreachableTimeout = unreachableTimeout;
        this.response = response;
        this.channel = channel;
        this.encoder = encoder;
    }

    static Http1Socket of(HttpServerRequest request, StreamConfig config) {
        Channel channel = ((ConnectionBase) request.connection()).channel();
        channel.config().setOption(ChannelOption.SO_SNDBUF, config.sendBufferBytes());
        channel.config()
                .setWriteBufferWaterMark(new WriteBufferWaterMark(config.writeBufferLow(), config.writeBufferHigh()));
        if (channel.pipeline().get(IdleStateHandler.class) != null) {
            // It sits above the encoder and sees nothing of what is written here: it would take the stream for idle.
            channel.pipeline().remove(IdleStateHandler.class);
        }
        return new Http1Socket(
                request.response(),
                channel,
                channel.pipeline().context(HttpResponseEncoder.class),
                config.unreachableTimeout());
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void write(SharedBytes bytes) {
        // A failed write closes the connection, which is told by its end; a promise per write would say it twice.
        encoder.write(bytes.chunk(), encoder.voidPromise());
    }

    @Override
    public void flush() {
        encoder.flush();
    }

    @Override
    public boolean isUnreachable() {
        return PeerSilence.lasts(channel, unreachableTimeout);
    }

    @Override
    public void end() {
        if (!response.ended() && !response.closed()) {
            // The connection ends with the stream: a reconnect over it would come back to this very pod.
            response.end().onComplete(sent -> channel.close());
        }
    }

    @Override
    public void abort() {
        drop(encoder);
    }

    /**
     * At once. A close that passes the handler of Vert.x waits until everything is flushed, which for a client that
     * never reads is never: from the encoder on it passes that handler by.
     */
    private static void drop(ChannelHandlerContext encoder) {
        encoder.close();
    }

    /** The same for a connection that is not written to in this way. */
    static void drop(HttpServerRequest request) {
        Channel channel = ((ConnectionBase) request.connection()).channel();
        drop(channel.pipeline().context(HttpResponseEncoder.class));
    }
}
