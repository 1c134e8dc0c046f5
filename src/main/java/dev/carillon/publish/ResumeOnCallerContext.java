package dev.carillon.publish;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Brings a result that a worker has made for several requests back to the context of each.
 *
 * <p>The worker runs under the context of the request that started it. Were the others' answers begun there, the request
 * scope that Mutiny puts up and takes down for each of them would be that request's, which may be writing its own answer
 * at this very moment: it failed with 500 although everything was committed.
 */
final class ResumeOnCallerContext {

    private ResumeOnCallerContext() {}

    /** The same result, on the context of the caller; as it is where the caller has none. */
    static <T> CompletionStage<T> returning(CompletionStage<T> result) {
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
