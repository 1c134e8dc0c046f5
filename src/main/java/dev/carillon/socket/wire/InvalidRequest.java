package dev.carillon.socket.wire;

import dev.carillon.problem.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/**
 * Why a message is rejected as a request.
 *
 * @param detail for people; constant, so that no part of the message is echoed
 */
record InvalidRequest(HttpResponseStatus status, String detail) {

    /** The form in which a decoder reports it, because a decoder can only throw. */
    static final class Rejected extends IllegalArgumentException {

        private static final long serialVersionUID = 1;

        private final transient InvalidRequest rejection;

        Rejected(InvalidRequest rejection) {
            // Without a stack trace: anybody can cause as many as they like.
            super(rejection.detail(), null);
            this.rejection = rejection;
        }

        InvalidRequest rejection() {
            return rejection;
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** The complete answer, after which the connection ends. */
    FullHttpResponse answer(boolean withBody) {
        byte[] bytes = Problem.of(status.code(), status.reasonPhrase(), detail).json();
        ByteBuf body = withBody ? Unpooled.wrappedBuffer(bytes) : Unpooled.EMPTY_BUFFER;
        FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .set(HttpHeaderNames.CONTENT_LENGTH, bytes.length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return answer;
    }
}
