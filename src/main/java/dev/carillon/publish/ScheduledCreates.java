package dev.carillon.publish;

import dev.carillon.identity.Caller;
import dev.carillon.notification.IdempotencyKey;
import dev.carillon.schedule.Schedule;
import dev.carillon.schedule.ScheduleOutcome;
import dev.carillon.schedule.ScheduledDraft;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Create requests with {@code deliverAt}: the same checks, budget and keys as others, and a table instead of the log. */
@Singleton
public class ScheduledCreates {

    private final DraftFactory drafts;
    private final NotificationPublisher publisher;
    private final Schedule schedule;
    private final ExecutorService blocking;

    @Inject
    ScheduledCreates(
            DraftFactory drafts,
            NotificationPublisher publisher,
            Schedule schedule,
            @VirtualThreads ExecutorService blocking) {
        this.drafts = drafts;
        this.publisher = publisher;
        this.schedule = schedule;
        this.blocking = blocking;
    }

    /**
     * From any thread. Completes once all are stored.
     *
     * @param idempotencyKey as the caller gave it; null for a create request without one
     */
    public CompletionStage<ScheduleOutcome> schedule(
            Caller caller, PublishRequest request, @Nullable String idempotencyKey) {
        return submit(caller, drafts.scheduled(caller, request), idempotencyKey);
    }

    /** The same for a whole batch, in one transaction. */
    CompletionStage<ScheduleOutcome> schedule(Caller caller, BatchRequest batch, String idempotencyKey) {
        return submit(caller, drafts.scheduled(caller, batch), idempotencyKey);
    }

    private CompletionStage<ScheduleOutcome> submit(
            Caller caller, List<ScheduledDraft> written, @Nullable String idempotencyKey) {
        IdempotencyKey key = NotificationPublisher.key(caller, idempotencyKey, () -> Fingerprint.ofScheduled(written));
        return ResumeOnCallerContext.returning(publisher
                .pay(caller, written.stream().map(ScheduledDraft::draft).toList())
                .thenCompose(taken -> CompletableFuture.supplyAsync(
                        () -> schedule.add(caller.organizationId(), caller.userId(), written, key), blocking)));
    }
}
