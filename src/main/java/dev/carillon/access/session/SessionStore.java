package dev.carillon.access.session;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;

/** Where Express keeps sessions. From any thread; nothing here blocks. */
interface SessionStore {

    /** The value as of a question that is asked after this call, on the caller's context; null if there is none. */
    Future<String> get(String key);

    /** The same for those who ask for thousands: nothing is made but what holds {@code answer}. */
    void get(String key, Handler<AsyncResult<String>> answer);

    Future<Void> delete(String key);

    /** Whether the store has just not answered; false again when it does, or when nobody has asked for a while. */
    boolean hasJustFailed();
}
