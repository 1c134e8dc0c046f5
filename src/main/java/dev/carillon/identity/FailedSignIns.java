package dev.carillon.identity;

import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionStage;

/** Decides how fast failed sign-ins are answered. */
public interface FailedSignIns {

    /**
     * Counts a sign-in that failed and will be answered {@code 401}. Call once per request, on its event loop; never blocks.
     * Completes on any thread when the answer may be sent.
     */
    CompletionStage<Void> count(RoutingContext context);
}
