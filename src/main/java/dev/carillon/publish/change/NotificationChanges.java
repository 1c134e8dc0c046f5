package dev.carillon.publish.change;

import dev.carillon.identity.Caller;
import dev.carillon.limit.CreateRateLimiter;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.change.ChangeOutcome;
import dev.carillon.notification.change.ChangeRequest;
import dev.carillon.publish.DraftFactory;
import dev.carillon.publish.Fingerprint;
import dev.carillon.publish.NotificationPublisher;
import dev.carillon.publish.ResumeOnCallerContext;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Takes notifications back, and replaces their text. Each change is a transaction of its own: it waits for the lock of its
 * organization's log, and there are few of them. Afterwards its entry is broadcast like a new notification.
 *
 * <p>Backends with the scope for publishing and administrators may change whatever their organization was sent; other users
 * what they have created themselves.
 *
 * <p>See docs/adr/0035-text-in-one-place.md
 */
@Singleton
public class NotificationChanges {

    private final DraftFactory drafts;
    private final NotificationLog log;
    private final NotificationPublisher publisher;
    private final CreateRateLimiter budget;
    private final ChangeMetrics metrics;
    private final ExecutorService blocking;

    @Inject
    NotificationChanges(
            DraftFactory drafts,
            NotificationLog log,
            NotificationPublisher publisher,
            CreateRateLimiter budget,
            ChangeMetrics metrics,
            @VirtualThreads ExecutorService blocking) {
        this.drafts = drafts;
        this.log = log;
        this.publisher = publisher;
        this.budget = budget;
        this.metrics = metrics;
        this.blocking = blocking;
    }

    /** From any thread. Completes once it is committed. */
    CompletionStage<ChangeOutcome> recall(Caller caller, long id, @Nullable String idempotencyKey) {
        return submit(caller, id, null, idempotencyKey);
    }

    /** From any thread. Completes once it is committed. */
    CompletionStage<ChangeOutcome> update(
            Caller caller, long id, UpdateRequest request, @Nullable String idempotencyKey) {
        return submit(caller, id, drafts.text(request), idempotencyKey);
    }

    private CompletionStage<ChangeOutcome> submit(
            Caller caller, long id, ChangeRequest.@Nullable Text text, @Nullable String idempotencyKey) {
        ChangeRequest request = new ChangeRequest(
                caller.organizationId(),
                id,
                text,
                caller.userId(),
                !caller.isBackend() && !caller.isAdmin(),
                NotificationPublisher.key(caller, idempotencyKey, () -> Fingerprint.of(id, text)));
        // A change reaches as many clients as a notification for everybody may, but is written by one row.
        return ResumeOnCallerContext.returning(budget.take(caller, 1, 0)
                .thenCompose(taken -> CompletableFuture.supplyAsync(() -> write(request), blocking))
                .whenComplete((outcome, failure) -> metrics.changed(text == null, outcome)));
    }

    private ChangeOutcome write(ChangeRequest request) {
        ChangeOutcome outcome = log.change(request);
        if (outcome instanceof ChangeOutcome.Done done) {
            publisher.announce(request.organizationId(), done.committed());
        }
        return outcome;
    }
}
