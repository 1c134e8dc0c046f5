package dev.carillon.publish;

import dev.carillon.notification.AppendOutcome;
import dev.carillon.notification.Appended;
import dev.carillon.notification.Committed;
import dev.carillon.notification.DraftRejected;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.Submission;
import dev.carillon.problem.Overloaded;
import dev.carillon.supervision.Supervised;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Writes create requests that arrive while transactions are in flight together in the next one, across organizations.
 *
 * <p>An append locks its organization, so an organization's commits are sequential, and each waits for the disk. Writing the
 * waiting requests together turns a commit per notification into a commit per round trip. An idle pod pays nothing: its
 * create request starts a transaction at once.
 *
 * <p>An organization cannot join others while somebody else has it locked. It is then written alone until its queue is
 * empty, and delays nobody else.
 *
 * <p>See docs/adr/0021-transactions-over-organizations.md
 */
final class GroupCommit {

    private final NotificationLog log;
    private final Executor multiOrgExecutor;
    private final Executor singleOrgExecutor;
    private final PublishConfig config;
    private final BiConsumer<String, Committed> onCommit;
    private final PublishMetrics metrics;
    private final CommitDelay commitDelay;
    private final CreateQueues waiting;
    private final Deque<String> ready = new ConcurrentLinkedDeque<>();
    private final AtomicInteger readyCount = new AtomicInteger();
    private final AtomicInteger writers = new AtomicInteger();

    /**
     * @param multiOrgExecutor runs transactions over several organizations, as many at a time as there are writers
     * @param singleOrgExecutor runs those of a single one, of which any number may wait for a lock
     * @param onCommit called for every commit, in the id order of an organization, before its requests are answered
     */
    GroupCommit(
            NotificationLog log,
            Executor multiOrgExecutor,
            Executor singleOrgExecutor,
            PublishConfig config,
            BiConsumer<String, Committed> onCommit,
            PublishMetrics metrics,
            CommitDelay commitDelay) {
        if (config.writers() < 1) {
            throw new IllegalArgumentException("carillon.publish.writers must be 1 or more");
        }
        this.log = log;
        this.multiOrgExecutor = multiOrgExecutor;
        this.singleOrgExecutor = singleOrgExecutor;
        this.config = config;
        this.onCommit = onCommit;
        this.metrics = metrics;
        this.commitDelay = commitDelay;
        this.waiting =
                new CreateQueues(config.maxPending(), config.maxPendingBytes().asLongValue());
        metrics.pending(waiting);
    }

    /**
     * From any thread, never blocks. Fails with {@link Overloaded} if too many wait, or after {@code
     * carillon.publish.deadline} of waiting. Then it is not written.
     */
    CompletionStage<AppendOutcome> submit(String organizationId, Submission submission) {
        PendingCreate create = PendingCreate.of(
                submission, System.nanoTime() + config.deadline().toNanos());
        switch (waiting.offer(organizationId, create)) {
            case FIRST -> {
                enqueue(organizationId);
                startWriter();
            }
            case QUEUED -> {}
            case ORGANIZATION_FULL -> reject(create, "Too many create requests of this organization are waiting.");
            case POD_FULL -> reject(create, "Too many create requests are waiting.");
        }
        return create.result();
    }

    private void reject(PendingCreate create, String why) {
        metrics.overloaded();
        create.result().completeExceptionally(new Overloaded(why));
    }

    /**
     * From any thread, periodically: answers requests past their deadline. Otherwise a silent database would leave them
     * without an answer, and write them for nobody once it is back.
     */
    void expire(long now) {
        for (PendingCreate create : waiting.removeOverdue(now)) {
            metrics.expired();
            create.result().completeExceptionally(new Overloaded("The create request has waited for too long."));
        }
    }

    private void enqueue(String organizationId) {
        ready.add(organizationId);
        readyCount.incrementAndGet();
    }

    /** Null if none is ready. */
    private String dequeue() {
        String organization = ready.poll();
        if (organization != null) {
            readyCount.decrementAndGet();
        }
        return organization;
    }

    private void startWriter() {
        int busy = writers.get();
        while (isWanted(busy)) {
            if (writers.compareAndSet(busy, busy + 1)) {
                runWriter();
                return;
            }
            busy = writers.get();
        }
    }

    /**
     * Beside {@code busy} others. The first starts at once. A further one needs enough to write, because a commit costs
     * the same for one request as for many; otherwise the requests join the next transaction.
     */
    private boolean isWanted(int busy) {
        return busy < config.writers() && readyCount.get() > busy * config.backlogPerWriter();
    }

    private void runWriter() {
        try {
            multiOrgExecutor.execute(this::writeReady);
        } catch (RejectedExecutionException e) {
            writers.decrementAndGet();
            for (String organization = dequeue(); organization != null; organization = dequeue()) {
                rejectPending(organization);
            }
        }
    }

    /** The pod is stopping. A queue left behind would make later requests wait for a writer that never comes. */
    private void rejectPending(String organizationId) {
        reject(waiting.removeAll(organizationId));
    }

    private static void reject(Collection<PendingCreate> creates) {
        creates.forEach(create -> create.result().completeExceptionally(new Overloaded("The pod is stopping.")));
    }

    private void writeReady() {
        try {
            for (Map<String, List<PendingCreate>> groups = next(); !groups.isEmpty(); groups = next()) {
                int written = groups.values().stream().mapToInt(List::size).sum();
                writeSupervised(groups);
                commitDelay.before(waiting.count(), written);
            }
        } finally {
            writers.decrementAndGet();
        }
        // An organization that became ready after the last look may have found no free writer. Now there is one.
        startWriter();
    }

    private Map<String, List<PendingCreate>> next() {
        Map<String, List<PendingCreate>> groups = new LinkedHashMap<>();
        int room = config.groupSize();
        while (room > 0) {
            String organization = dequeue();
            if (organization == null) {
                break;
            }
            List<PendingCreate> group = waiting.take(organization, room, groups.isEmpty());
            if (group.isEmpty()) {
                if (waiting.leave(organization)) {
                    // Its requests have passed their deadline.
                    continue;
                }
                // First of the next transaction. Otherwise small groups could overtake a large one forever.
                ready.addFirst(organization);
                readyCount.incrementAndGet();
                break;
            }
            groups.put(organization, group);
            room -= group.stream().mapToInt(PendingCreate::size).sum();
        }
        return groups;
    }

    /** Groups that a failure leaves unsettled are answered here. Otherwise their organizations would be held forever. */
    private void writeSupervised(Map<String, List<PendingCreate>> groups) {
        Map<String, List<PendingCreate>> unsettled = new LinkedHashMap<>(groups);
        try {
            writeTogether(groups, unsettled);
        } catch (RuntimeException | Error e) {
            Supervised.CREATE_WRITER.failed(e);
            unsettled.forEach((organization, group) -> {
                fail(group, e);
                release(organization);
            });
        }
    }

    private void writeTogether(Map<String, List<PendingCreate>> groups, Map<String, List<PendingCreate>> unsettled) {
        Map<String, List<Submission>> wanted = new LinkedHashMap<>();
        groups.forEach((organization, group) -> wanted.put(organization, submissions(group)));
        Map<String, Appended> appended = Map.of();
        long begun = System.nanoTime();
        try {
            appended = log.tryAppendAll(wanted);
        } catch (RuntimeException | Error e) {
            wanted.keySet().forEach(organization -> {
                unsettled.remove(organization);
                fail(Objects.requireNonNull(groups.remove(organization)), e);
                release(organization);
            });
        }
        if (!appended.isEmpty()) {
            metrics.committed(appended.values(), System.nanoTime() - begun);
        }
        for (Map.Entry<String, List<PendingCreate>> entry : groups.entrySet()) {
            Appended own = appended.get(entry.getKey());
            if (own == null) {
                startAlone(entry.getKey(), entry.getValue());
                unsettled.remove(entry.getKey());
            } else {
                unsettled.remove(entry.getKey());
                answer(entry.getKey(), entry.getValue(), own);
                release(entry.getKey());
            }
        }
    }

    /** By the holder after writing: any writer may take the organization's further requests now. */
    private void release(String organizationId) {
        if (!waiting.leave(organizationId)) {
            enqueue(organizationId);
        }
    }

    private void startAlone(String organizationId, List<PendingCreate> group) {
        try {
            singleOrgExecutor.execute(() -> writeAlone(organizationId, group));
        } catch (RejectedExecutionException e) {
            reject(group);
            rejectPending(organizationId);
        }
    }

    private void writeAlone(String organizationId, List<PendingCreate> first) {
        List<PendingCreate> group = first;
        while (!group.isEmpty()) {
            write(organizationId, group);
            group = takeOrLeave(organizationId);
        }
    }

    private List<PendingCreate> takeOrLeave(String organizationId) {
        while (!waiting.leave(organizationId)) {
            List<PendingCreate> group = waiting.take(organizationId, config.groupSize(), true);
            // The requests may have passed their deadline in between.
            if (!group.isEmpty()) {
                return group;
            }
        }
        return List.of();
    }

    private void write(String organizationId, List<PendingCreate> group) {
        long begun = System.nanoTime();
        Appended appended;
        try {
            appended = log.append(organizationId, submissions(group));
        } catch (DraftRejected e) {
            isolate(organizationId, group, e);
            return;
        } catch (RuntimeException | Error e) {
            fail(group, e);
            return;
        }
        metrics.committed(List.of(appended), System.nanoTime() - begun);
        answer(organizationId, group, appended);
    }

    /** Halves the group, in order: the request at fault ends up alone and is rejected, and the others are written. */
    private void isolate(String organizationId, List<PendingCreate> group, DraftRejected failure) {
        if (group.size() == 1) {
            metrics.rejected();
            group.get(0).result().completeExceptionally(failure);
            return;
        }
        int half = group.size() / 2;
        write(organizationId, group.subList(0, half));
        write(organizationId, group.subList(half, group.size()));
    }

    private void answer(String organizationId, List<PendingCreate> group, Appended appended) {
        try {
            onCommit.accept(organizationId, appended.committed());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).result().complete(appended.outcomes().get(i));
            }
        } catch (RuntimeException | Error e) {
            fail(group, e);
        }
    }

    private void fail(List<PendingCreate> group, Throwable failure) {
        metrics.failed(group.size());
        group.forEach(create -> create.result().completeExceptionally(failure));
    }

    private static List<Submission> submissions(List<PendingCreate> group) {
        return group.stream().map(PendingCreate::submission).toList();
    }
}
