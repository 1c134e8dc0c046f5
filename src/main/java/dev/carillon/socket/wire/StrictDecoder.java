package dev.carillon.socket.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The server's decoder, changed to reject folded header lines: it would join them, and nobody could recognize them
 * afterward. Reaches below Vert.x's public API, as {@link ConnectionStart} does.
 */
final class StrictDecoder extends VertxHttpRequestDecoder {

    private @Nullable ByteBuf reading;
    private int unchecked;
    private boolean inHead;
    private boolean folded;

    StrictDecoder(HttpServerOptions options) {
        super(options);
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        inHead = true;
        folded = false;
        // The first header field begins here.
        unchecked = Objects.requireNonNull(reading).readerIndex();
        return super.createMessage(initialLine);
    }

    /** Passes on one message at a time, and reads only complete lines of a head. */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) throws Exception {
        reading = buffer;
        unchecked = buffer.readerIndex();
        super.decode(context, buffer, out);
        reading = null;
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
