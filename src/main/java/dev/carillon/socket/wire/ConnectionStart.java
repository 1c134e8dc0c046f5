package dev.carillon.socket.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import java.time.Duration;

/**
 * Waits at the beginning of a connection until the server knows its protocol, and puts our guards between the codec and
 * the server before anything is decoded. Then it removes itself.
 *
 * <p>This reaches below Vert.x's public API, which has no place for it (ADR 3).
 */
final class ConnectionStart extends ChannelInboundHandlerAdapter {

    /** Set on connections that have their guards. */
    static final AttributeKey<Boolean> MINDED = AttributeKey.valueOf(ConnectionStart.class, "minded");

    // The first byte of "PRI * HTTP/2.0", and of some methods.
    private static final byte HTTP2_BEGINS_WITH = 'P';
    private static final int EMPTY_LINE = HttpConstants.CR << 8 | HttpConstants.LF;

    // The names that the server gives them.
    static final String DECODER = "httpDecoder";
    private static final String ENCODER = "httpEncoder";

    private final HttpServerOptions options;
    private final Duration bodyTimeout;
    private final LingeringClose.Limits lingering;
    private final Pipeline.Limits pipelining;

    ConnectionStart(
            HttpServerOptions options,
            Duration bodyTimeout,
            LingeringClose.Limits lingering,
            Pipeline.Limits pipelining) {
        this.options = options;
        this.bodyTimeout = bodyTimeout;
        this.lingering = lingering;
        this.pipelining = pipelining;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ChannelPipeline pipeline = context.pipeline();
        ByteBuf bytes = (ByteBuf) message;
        if (bytes.isReadable()
                && bytes.getByte(bytes.readerIndex()) != HTTP2_BEGINS_WITH
                && pipeline.get(Http1xOrH2CHandler.class) != null) {
            // The server's own decoder would judge a control character at once, and answer without our guard. An empty
            // line
            // tells the server as well that this is not HTTP/2, and every decoder skips it.
            context.fireChannelRead(context.alloc().buffer(2).writeShort(EMPTY_LINE));
        }
        // Byte by byte, so that a new decoder has nothing to decode yet.
        while (bytes.isReadable() && pipeline.get(Http1xOrH2CHandler.class) != null) {
            context.fireChannelRead(bytes.readRetainedSlice(1));
        }
        if (pipeline.get(Http1xOrH2CHandler.class) == null) {
            if (!mind(pipeline) && pipeline.last() != this) {
                // These bytes are TLS or a proxy's protocol: start again behind their handler.
                pipeline.addLast(new ConnectionStart(options, bodyTimeout, lingering, pipelining));
            }
            pipeline.remove(this);
        }
        context.fireChannelRead(bytes);
    }

    /** False where the server has no codec for HTTP yet. */
    private boolean mind(ChannelPipeline pipeline) {
        Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
        if (http2 != null) {
            Http2RequestGuard.mind(http2.decoder());
        } else if (pipeline.get(DECODER) != null) {
            Pipeline requests = new Pipeline(pipelining);
            pipeline.replace(DECODER, DECODER, new StrictDecoder(options, requests));
            pipeline.addAfter(ENCODER, null, new Http1RequestGuard(bodyTimeout, lingering, requests));
        } else {
            return false;
        }
        pipeline.channel().attr(MINDED).set(true);
        return true;
    }
}
