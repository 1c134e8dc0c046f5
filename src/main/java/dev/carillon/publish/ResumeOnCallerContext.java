package dev.carillon.publish;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Returns a result that a worker made for several requests to the context of each.
 *
 * <p>The worker runs under the context of the request that started it. If the others' answers began there, Mutiny would
 * open and close that request's scope for each of them while it may be writing its own answer. Such requests failed
 * with 500 although everything was committed.
 */
public final class ResumeOnCallerContext {

    private ResumeOnCallerContext() {}

    /** The same result on the caller's context; unchanged if the caller has none. */
    public static <T> CompletionStage<T> returning(CompletionStage<T> result) {
        Context own = Vertx.currentContext();
        if (own == null) {
            return result;
        }
        CompletableFuture<T> returned = new CompletableFuture<>();
        result.whenComplete((value, failure) -> own.runOnContext(v -> {
            if (failure == null) {
                returned.complete(value);
            } else {
                returned.completeExceptionally(failure);
            }
        }));
        return returned;
    }
}
