package dev.carillon.access.session;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;

/** Where Express keeps sessions. From any thread; nothing here blocks. */
interface SessionStore {

    /** The value as of a lookup that begins after this call, on the caller's context; null if there is none. */
    Future<String> get(String key);

    /** The same for callers that ask for thousands: only a holder of {@code answer} is allocated. */
    void get(String key, Handler<AsyncResult<String>> answer);

    Future<Void> delete(String key);

    /** Whether a lookup has just failed. False again once one succeeds, or after a while without any. */
    boolean hasJustFailed();
}
