package dev.carillon.socket;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.impl.ContextInternal;
import java.util.Optional;

/** The Vert.x context of a caller or a request: answers arrive on it, whichever thread they come from. */
public record OwnContext(ContextInternal context) {

    /** Of the calling thread; a new one where it has none. */
    public static OwnContext current(Vertx vertx) {
        return new OwnContext((ContextInternal) vertx.getOrCreateContext());
    }

    /** Of a request; empty for one that something has wrapped. */
    public static Optional<OwnContext> of(HttpServerRequest request) {
        return request instanceof HttpServerRequestInternal internal
                ? Optional.of(new OwnContext((ContextInternal) internal.context()))
                : Optional.empty();
    }

    /** A promise whose future calls back on this context. From any thread. */
    public <T> Promise<T> promise() {
        return context.promise();
    }

    /** Calls the handler on this context, at once where the calling thread is its event loop. From any thread. */
    public <T> void emit(AsyncResult<T> value, Handler<AsyncResult<T>> handler) {
        context.emit(value, handler);
    }

    /** A text that was put beside the request. */
    public Optional<String> local(String key) {
        return Optional.ofNullable(((Context) context).getLocal(key));
    }
}
