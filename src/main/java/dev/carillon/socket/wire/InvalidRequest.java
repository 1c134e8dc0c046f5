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
 * Why a message is not taken for a request.
 *
 * @param detail for people; constant, so that nothing of the message comes back
 */
record InvalidRequest(HttpResponseStatus status, String detail) {

    /** How a decoder says it, which can only fail. */
    static final class Refused extends IllegalArgumentException {

        private static final long serialVersionUID = 1;

        private final transient InvalidRequest refusal;

        Refused(InvalidRequest refusal) {
            // Without a stack: anybody can make as many as there are bytes to send.
            super(refusal.detail(), null);
            this.refusal = refusal;
        }

        InvalidRequest refusal() {
            return refusal;
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** The whole answer, after which the connection ends. */
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
