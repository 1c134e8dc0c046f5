package dev.carillon.socket;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * A request whose response is a stream. It may end before it has become a client. Owned by the connection's event
 * loop.
 */
public final class OpenStream {

    private final HttpServerResponse response;
    private Runnable onClosed = () -> {};
    private boolean closed;

    /**
     * On the request's context.
     *
     * @param emitter of the resource's result, which completes when this side has ended the stream
     */
    public OpenStream(RoutingContext context, UniEmitter<? super Void> emitter) {
        this.response = context.response();
        Context own = Vertx.currentContext();
        // Fires at the end of the response as well as at the loss of the connection, unlike the close handler, whose
        // only slot Quarkus needs for itself.
        context.addEndHandler(ended -> {
            closed = true;
            onClosed.run();
            if (response.ended()) {
                // Quarkus completes a lost connection; a second completion would count the request twice.
                // Outside its context the request's trace would stay behind on the event loop.
                own.runOnContext(v -> emitter.complete(null));
            }
        });
    }

    boolean isClosed() {
        return closed;
    }

    /** Runs the action once, when the stream has ended on either side. */
    public void onClosed(Runnable action) {
        onClosed = action;
    }

    void onWritable(Runnable action) {
        response.drainHandler(drained -> action.run());
    }
}
