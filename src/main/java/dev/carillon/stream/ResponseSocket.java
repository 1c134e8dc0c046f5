package dev.carillon.stream;

import dev.carillon.broadcast.SharedBytes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** HTTP/2, whose frames belong to one connection, and HTTP/1.0, which has no chunks: through the response's own API. */
final class ResponseSocket implements StreamSocket {

    private final HttpServerResponse response;
    private final Runnable close;

    ResponseSocket(HttpServerRequest request) {
        this.response = request.response();
        // Over HTTP/2 the other streams of the browser share the connection.
        this.close = request.version() == HttpVersion.HTTP_2 ? () -> response.reset() : () -> Http1Socket.drop(request);
    }

    @Override
    public boolean isWritable() {
        return !response.writeQueueFull();
    }

    // Vert.x hides Netty in its next version; until then this is the only way to share memory between responses.
    @SuppressWarnings("deprecation")
    @Override
    public void write(SharedBytes bytes) {
        response.write(Buffer.buffer(bytes.payload()));
    }

    @Override
    public void flush() {
        // The response flushes with each write.
    }

    @Override
    public void end() {
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }

    @Override
    public void abort() {
        close.run();
    }
}
