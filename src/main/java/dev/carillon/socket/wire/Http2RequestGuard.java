package dev.carillon.socket.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/** {@link Http1RequestGuard} for HTTP/2, where only the stream of a bad request ends: others may be other users'. */
final class Http2RequestGuard extends Http2FrameListenerDecorator {

    private final Http2ConnectionDecoder decoder;

    private Http2RequestGuard(Http2ConnectionDecoder decoder) {
        super(decoder.frameListener());
        this.decoder = decoder;
    }

    static void mind(Http2ConnectionDecoder decoder) {
        decoder.frameListener(new Http2RequestGuard(decoder));
    }

    /** With the first settings the server replaces this listener. */
    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
        super.onSettingsRead(context, settings);
        if (decoder.frameListener() != this) {
            mind(decoder);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context, int streamId, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        check(streamId, headers);
        super.onHeadersRead(context, streamId, headers, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        check(streamId, headers);
        super.onHeadersRead(context, streamId, headers, streamDependency, weight, exclusive, padding, endOfStream);
    }

    private static void check(int streamId, Http2Headers headers) throws Http2Exception {
        if (headers.method() == null) {
            // Trailers, or a request that the server itself rejects.
            return;
        }
        if (!RequestHeadRules.isMethod(headers.method())) {
            headers.method(RequestHeadRules.OTHER_METHOD);
        }
        boolean nowhere = headers.authority() == null && !headers.contains(HttpHeaderNames.HOST);
        boolean pathless = headers.path() != null && !headers.path().toString().startsWith("/");
        if (nowhere || (pathless && !"*".contentEquals(headers.path()))) {
            throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, "No authority or no path");
        }
    }
}
