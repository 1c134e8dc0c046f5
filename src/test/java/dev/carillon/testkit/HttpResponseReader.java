package dev.carillon.testkit;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.function.Function;

/** Cuts one HTTP/1.1 response out of the bytes of a connection: head, then the body free of its encodings. */
final class HttpResponseReader implements ByteSink {
    private final Function<ResponseHead, ByteSink> onHead;
    private final EmbeddedChannel codec;
    private ResponseHead head;
    private ByteSink body;
    private boolean complete;

    /** {@code onHead} is told the head once and answers with the taker of the body. */
    HttpResponseReader(Function<ResponseHead, ByteSink> onHead) {
        this.onHead = onHead;
        this.codec = new EmbeddedChannel(new HttpResponseDecoder(), new HeadAsSent(), new HttpContentDecompressor(0));
    }

    /** Whether the response ended by its own framing; an identity body without a length ends with the connection. */
    boolean complete() {
        return complete;
    }

    /** Gives the inflater's memory back, which is not the heap's: a soak opens tens of thousands of streams. */
    void end() {
        codec.finishAndReleaseAll();
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) throws IOException {
        try {
            codec.writeInbound(Unpooled.copiedBuffer(bytes, offset, length));
        } catch (CodecException e) {
            throw new IOException(e);
        }
        for (HttpObject part = codec.readInbound(); part != null; part = codec.readInbound()) {
            try {
                take(part);
            } finally {
                ReferenceCountUtil.release(part);
            }
        }
    }

    private void take(HttpObject part) throws IOException {
        if (part.decoderResult().isFailure()) {
            throw new IOException(part.decoderResult().cause());
        }
        // Behind an interim response the real head follows.
        boolean isInterim = head.status() < 200;
        if (part instanceof HttpResponse && !isInterim) {
            body = onHead.apply(head);
        }
        if (part instanceof HttpContent content && !isInterim) {
            byte[] decoded = new byte[content.content().readableBytes()];
            content.content().readBytes(decoded);
            body.accept(decoded, 0, decoded.length);
            complete = part instanceof LastHttpContent;
        }
    }

    /** The decompressor takes headers away, which tests want to see. */
    private final class HeadAsSent extends SimpleChannelInboundHandler<HttpResponse> {
        HeadAsSent() {
            super(false);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpResponse response) {
            head = ResponseHead.of(response);
            context.fireChannelRead(response);
        }
    }
}
