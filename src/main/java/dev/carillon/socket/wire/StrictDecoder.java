package dev.carillon.socket.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The server's decoder, changed to reject folded header lines: it would join them, and nobody could recognize them
 * afterward. It leaves the bytes of further requests where they are while the {@link Pipeline} is full.
 *
 * <p>Reaches below Vert.x's public API, as {@link ConnectionStart} does.
 */
final class StrictDecoder extends VertxHttpRequestDecoder {

    private final Pipeline pipeline;
    private @Nullable ByteBuf reading;
    private int unchecked;
    private boolean inHead;
    private boolean betweenRequests = true;
    private boolean folded;

    StrictDecoder(HttpServerOptions options, Pipeline pipeline) {
        super(options);
        this.pipeline = pipeline;
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        inHead = true;
        betweenRequests = false;
        folded = false;
        // The first header field begins here.
        unchecked = Objects.requireNonNull(reading).readerIndex();
        return super.createMessage(initialLine);
    }

    /** Passes on one message at a time, and reads only complete lines of a head. */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) throws Exception {
        if (betweenRequests) {
            pipeline.holdIfFull(context.channel());
        }
        if (pipeline.isHeld()) {
            return;
        }
        reading = buffer;
        unchecked = buffer.readerIndex();
        super.decode(context, buffer, out);
        reading = null;
        betweenRequests |= !out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent;
        if (!inHead) {
            return;
        }
        folded |= goesOn(buffer, unchecked, buffer.readerIndex());
        if (!out.isEmpty() && out.get(0) instanceof HttpRequest request) {
            inHead = false;
            if (folded && request.decoderResult().isSuccess()) {
                request.setDecoderResult(DecoderResult.failure(RequestHeadRules.folded()));
            }
        }
    }

    /** Would read on by itself if it had passed on nothing. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (pipeline.isHeld()) {
            context.fireChannelReadComplete();
        } else {
            super.channelReadComplete(context);
        }
    }

    /** Decodes what has been left. On the event loop, but not while it reads from the connection. */
    void goOn(ChannelHandlerContext context) throws Exception {
        channelRead(context, Unpooled.EMPTY_BUFFER);
        channelReadComplete(context);
    }

    private static boolean goesOn(ByteBuf buffer, int from, int to) {
        int line = from;
        while (line < to) {
            byte first = buffer.getByte(line);
            if (first == HttpConstants.SP || first == HttpConstants.HT) {
                return true;
            }
            int end = buffer.indexOf(line, to, HttpConstants.LF);
            line = end < 0 ? to : end + 1;
        }
        return false;
    }
}
