package dev.carillon.socket;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;

/** HTTP/2, whose frames belong to one connection, and HTTP/1.0, which has no chunks: through the response's own API. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write or close shows as the end of the connection.
public final class ResponseSocket implements StreamSocket {

    private final HttpServerResponse response;
    private final OpenStream stream;
    private final Channel channel;
    private final Runnable close;
    private final Duration unreachableTimeout;

    public ResponseSocket(HttpServerRequest request, OpenStream stream, SocketLimits limits) {
        this.response = request.response();
        this.stream = stream;
        this.channel = ((ConnectionBase) request.connection()).channel();
        // Over HTTP/2 the other streams of the browser share the connection.
        this.close = request.version() == HttpVersion.HTTP_2 ? () -> response.reset() : this::drop;
        this.unreachableTimeout = limits.unreachableTimeout();
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
    public void send(SharedBytes bytes) {
        write(bytes);
    }

    @Override
    public void end() {
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }

    @Override
    public void abort() {
        if (isUnreachable()) {
            // The connection has no peer anymore, and an orderly end of HTTP/2 would not reach it.
            channel.pipeline().firstContext().close();
        } else {
            close.run();
        }
    }

    @Override
    public boolean isUnreachable() {
        return UnackedTimeout.lasts(channel, unreachableTimeout);
    }

    @Override
    public boolean hasSentWithin(Duration time) {
        return false;
    }

    @Override
    public boolean isClosed() {
        return stream.isClosed();
    }

    @Override
    public void listen(Listener newListener) {
        stream.onClosed(newListener::onClosed);
        stream.onWritable(newListener::onWritable);
    }

    /**
     * Closes at once. The handler of Vert.x would delay the close until everything is flushed, which never happens if
     * the client never reads. A close from the encoder on bypasses that handler.
     */
    private void drop() {
        channel.pipeline().context(HttpResponseEncoder.class).close();
    }
}
