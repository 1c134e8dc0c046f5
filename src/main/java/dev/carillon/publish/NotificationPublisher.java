package dev.carillon.publish;

import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.identity.Caller;
import dev.carillon.limit.Audiences;
import dev.carillon.limit.CreateRateLimiter;
import dev.carillon.notification.AppendOutcome;
import dev.carillon.notification.Committed;
import dev.carillon.notification.Draft;
import dev.carillon.notification.IdempotencyKey;
import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.Recipient;
import dev.carillon.notification.Submission;
import dev.carillon.notification.TraceParent;
import dev.carillon.problem.InvalidField;
import dev.carillon.supervision.Supervised;
import dev.carillon.tenancy.ReservedOrganization;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The only writer: appends to the log, and after the commit hands the notifications to the broadcaster.
 *
 * <p>See docs/adr/0002-store-before-publish.md
 */
@Singleton
public class NotificationPublisher {

    private static final Logger LOG = Logger.getLogger(NotificationPublisher.class);

    // A twenty-fifth of the default deadline, and cheap while nothing waits.
    private static final int DEADLINE_CHECK_MILLIS = 100;

    /** Printable ASCII characters, because every proxy passes them on unchanged in a header. */
    public static final String KEY_FORM = "[!-~]{1,255}";

    private static final Pattern KEY = Pattern.compile(KEY_FORM);

    private final DraftFactory drafts;
    private final NotificationBroadcaster broadcaster;
    private final CreateRateLimiter budget;
    private final Audiences audiences;
    private final GroupCommit groupCommit;
    private final ExecutorService writers;
    private final ScheduledExecutorService deadlines;
    private final Tracer tracer;

    @Inject
    @SuppressWarnings("FutureReturnValueIgnored") // expire() logs its own failure.
    NotificationPublisher(
            PublishConfig config,
            DraftFactory drafts,
            NotificationLog log,
            NotificationBroadcaster broadcaster,
            CreateRateLimiter budget,
            Audiences audiences,
            PublishMetrics metrics,
            Tracer tracer,
            @VirtualThreads ExecutorService blocking) {
        this.drafts = drafts;
        this.broadcaster = broadcaster;
        this.budget = budget;
        this.audiences = audiences;
        this.tracer = tracer;
        this.writers = writers(config.writers());
        this.deadlines = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "create-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        this.groupCommit = new GroupCommit(
                log, writers, blocking, config, this::announce, metrics, new CommitDelay(config.linger()));
        // An exception would end the periodic checks.
        deadlines.scheduleWithFixedDelay(
                () -> Supervised.CREATE_DEADLINES.run(() -> groupCommit.expire(System.nanoTime())),
                DEADLINE_CHECK_MILLIS,
                DEADLINE_CHECK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /**
     * Dedicated threads, as many as transactions, that mostly wait for PostgreSQL. A virtual thread is unmounted and
     * mounted again for each wait, which costs more than the wait of a thread that has nothing else to do.
     */
    private static ExecutorService writers(int count) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "notification-writer-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @PreDestroy
    void stop() {
        writers.shutdown();
        deadlines.shutdown();
    }

    /**
     * From any thread. Completes once all are committed: one notification, or one for each of several users.
     *
     * @param idempotencyKey as the caller gave it; null for a create request without one
     */
    public CompletionStage<AppendOutcome> publish(
            Caller caller, PublishRequest request, @Nullable String idempotencyKey) {
        if (request.deliverAt() != null) {
            throw new IllegalArgumentException("To be shown later: see ScheduledCreates");
        }
        return submit(caller, drafts.of(caller, request), idempotencyKey);
    }

    /** The same for a whole batch, in one transaction and in its order. */
    CompletionStage<AppendOutcome> publish(Caller caller, BatchRequest batch, String idempotencyKey) {
        return submit(caller, drafts.of(caller, batch), idempotencyKey);
    }

    /**
     * For the pod's own organization, which has no caller and pays nothing. From any thread. Completes with the id once it is
     * committed.
     */
    public CompletionStage<Long> publishReserved(Draft draft) {
        return groupCommit
                .submit(ReservedOrganization.CANARY, new Submission(List.of(draft), null))
                .thenApply(outcome -> {
                    if (outcome instanceof AppendOutcome.Stored stored) {
                        return stored.notifications().get(0).id();
                    }
                    throw new IllegalStateException("Without a key nothing can be repeated");
                });
    }

    private CompletionStage<AppendOutcome> submit(Caller caller, List<Draft> written, @Nullable String idempotencyKey) {
        IdempotencyKey key = key(caller, idempotencyKey, () -> Fingerprint.of(written));
        Span span = tracer.spanBuilder("notification append")
                .setAttribute("carillon.organization", caller.organizationId())
                .startSpan();
        Submission submission = new Submission(traced(written, TraceParent.of(span)), key);
        return ResumeOnCallerContext.returning(pay(caller, written)
                .thenCompose(taken -> groupCommit.submit(caller.organizationId(), submission))
                .whenComplete((outcome, failure) -> span.end()));
    }

    /** Takes the caller's budget. Fails if it is used up. */
    CompletionStage<Void> pay(Caller caller, List<Draft> written) {
        int everybody = forEverybody(written.stream().map(Draft::recipient));
        return budget.take(caller, written.size() - everybody, everybody);
    }

    private static int forEverybody(Stream<Recipient> recipients) {
        return (int) recipients
                .filter(recipient -> recipient instanceof Recipient.WholeOrganization)
                .count();
    }

    /** After the key was made: a retry has another trace but asks for the same. */
    private static List<Draft> traced(List<Draft> drafts, @Nullable String traceParent) {
        return traceParent == null
                ? drafts
                : drafts.stream().map(draft -> draft.traced(traceParent)).toList();
    }

    /** @param fingerprint of the request; asked for only if there is a key */
    public static @Nullable IdempotencyKey key(Caller caller, @Nullable String given, Supplier<String> fingerprint) {
        if (given == null) {
            return null;
        }
        if (!KEY.matcher(given).matches()) {
            throw new InvalidField("Idempotency-Key", "must be 1 to 255 printable ASCII characters");
        }
        return new IdempotencyKey(caller.userId(), given, fingerprint.get());
    }

    /** Broadcasts what was committed, and charges for it. From any thread; never throws. */
    public void announce(String organizationId, Committed committed) {
        try {
            if (committed.notifications().isEmpty()) {
                return;
            }
            if (!ReservedOrganization.is(organizationId)) {
                audiences.pay(
                        organizationId,
                        forEverybody(committed.notifications().stream().map(Notification::recipient)));
            }
            if (committed.notifications().size() > 1) {
                broadcaster.send(organizationId, committed);
            } else if (committed.notifications().get(0).recipient() instanceof Recipient.OneUser user) {
                broadcaster.sendToUser(user.userId(), organizationId, committed);
            } else {
                broadcaster.sendToOrganization(organizationId, committed);
            }
        } catch (RuntimeException e) {
            // It is committed, so the caller must not be told that it failed. The position check delivers it.
            LOG.errorf(e, "Committed but not broadcast: organizationId=%s", organizationId);
        }
    }
}
