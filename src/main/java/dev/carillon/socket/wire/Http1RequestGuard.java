package dev.carillon.socket.wire;

import dev.carillon.edge.DataHeaders;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Between the codec and the server of an HTTP/1.1 connection: rejects invalid requests, after the answers to earlier
 * requests, and adds the filters' headers to answers that the server itself makes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write or close shows as the end of the connection.
final class Http1RequestGuard extends ChannelDuplexHandler {

    // Replaces the path of an invalid request, which must not reach logs and metrics.
    static final String REJECTED_PATH = "/bad-request";

    private final Duration bodyTimeout;
    private final LingeringClose.Limits lingering;
    private final Pipeline pipeline;
    private @Nullable Future<?> deadline;
    private boolean inBody;
    private int unanswered;
    private boolean informing;
    private @Nullable InvalidRequest rejection;
    private boolean withBody;
    private boolean over;
    private boolean closing;

    Http1RequestGuard(Duration bodyTimeout, LingeringClose.Limits lingering, Pipeline pipeline) {
        this.bodyTimeout = bodyTimeout;
        this.lingering = lingering;
        this.pipeline = pipeline;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (rejection != null || closing) {
            // The bytes that follow could be anything, or come too late.
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            unanswered++;
            pipeline.took();
            inBody = true;
            withBody = !HttpMethod.HEAD.equals(request.method());
            rejection = RequestHeadRules.check(request);
            if (!RequestHeadRules.isMethod(request.method().name())) {
                request.setMethod(HttpMethod.valueOf(RequestHeadRules.OTHER_METHOD));
            }
            if (rejection == null) {
                // No upgrade is offered: HTTP/2 would bypass the rules of a gateway that forwards this request.
                request.headers().remove(HttpHeaderNames.UPGRADE).remove("HTTP2-Settings");
            } else {
                request.setDecoderResult(DecoderResult.failure(new InvalidRequest.Rejected(rejection)));
                request.setUri(REJECTED_PATH);
            }
        }
        if (message instanceof LastHttpContent) {
            inBody = false;
            forgetDeadline();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (inBody && deadline == null && !closing) {
            watch(context);
        }
        context.fireChannelReadComplete();
    }

    private void watch(ChannelHandlerContext context) {
        deadline = context.executor().schedule(() -> giveUp(context), bodyTimeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Drops the rest of a body whose request was answered: no request is left that could receive it. */
    private void giveUp(ChannelHandlerContext context) {
        if (unanswered == 0) {
            context.close();
        } else {
            watch(context);
        }
    }

    private void forgetDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    /** Everything that ends the connection on our side comes through here, except {@link #giveUp}. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        boolean unread = inBody || rejection != null;
        // A stream has left the decoder behind, and takes nothing any more.
        boolean decoding = context.pipeline().get(ConnectionStart.DECODER) != null;
        if (!unread || !decoding || !context.channel().isActive()) {
            context.close(promise);
            return;
        }
        context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        if (!closing) {
            closing = true;
            forgetDeadline();
            pipeline.end();
            context.pipeline().addBefore(ConnectionStart.DECODER, null, new LingeringClose(lingering));
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        forgetDeadline();
        pipeline.end();
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (pipeline.mayRead(context.channel())) {
            context.read();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (over) {
            ReferenceCountUtil.release(message);
            // After the answer, because the connection is closed once this is sent.
            context.write(Unpooled.EMPTY_BUFFER, promise);
            return;
        }
        Object written = message;
        if (message instanceof HttpResponse response) {
            informing = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            if (!informing) {
                written = owed(response);
                if (written != message) {
                    ReferenceCountUtil.release(message);
                }
            }
        }
        if (written instanceof LastHttpContent && !informing) {
            unanswered--;
            context.write(written, promise.unvoid().addListener(sent -> answered(context)));
        } else {
            context.write(written, promise);
        }
    }

    private void answered(ChannelHandlerContext context) {
        if (pipeline.answered(context.channel())) {
            // Later, because the server may be writing.
            context.executor().execute(() -> goOn(context));
        }
    }

    private static void goOn(ChannelHandlerContext context) {
        ChannelHandlerContext decoder = context.pipeline().context(StrictDecoder.class);
        if (decoder != null) {
            try {
                ((StrictDecoder) decoder.handler()).goOn(decoder);
            } catch (Exception e) {
                decoder.fireExceptionCaught(e);
            }
        }
    }

    private HttpResponse owed(HttpResponse response) {
        HttpResponse owed = response;
        if (rejection != null && unanswered == 1) {
            over = true;
            owed = rejection.answer(withBody);
        }
        HttpHeaders headers = owed.headers();
        // An answer that has passed a filter has them, or its own.
        if (!headers.contains(DataHeaders.SNIFFING)) {
            DataHeaders.ALL.forEach(headers::set);
        }
        return owed;
    }
}
