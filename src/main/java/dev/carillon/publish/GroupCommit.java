package dev.carillon.publish;

import dev.carillon.notification.Appended;
import dev.carillon.notification.Committed;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.Outcome;
import dev.carillon.notification.Submission;
import dev.carillon.problem.Overloaded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;

/**
 * Writes the creates of an organization that arrive while a transaction is in flight together in the next one.
 *
 * <p>The organization's head is one locked row, so its commits follow each other whatever we do; writing what waits in
 * one go turns a commit per notification into a commit per round trip. An idle organization pays nothing for it: its
 * create starts a transaction at once.
 */
final class GroupCommit {

    private final NotificationLog log;
    private final Executor blocking;
    private final int groupSize;
    private final int maxPending;
    private final BiConsumer<String, Committed> onCommit;
    private final PublishMetrics metrics;
    private final ConcurrentHashMap<String, Queue<Pending>> waiting = new ConcurrentHashMap<>();

    /**
     * @param blocking where transactions run
     * @param onCommit told of every commit, in the order of the ids of an organization, before its creators are
     */
    GroupCommit(
            NotificationLog log,
            Executor blocking,
            int groupSize,
            int maxPending,
            BiConsumer<String, Committed> onCommit,
            PublishMetrics metrics) {
        this.log = log;
        this.blocking = blocking;
        this.groupSize = groupSize;
        this.maxPending = maxPending;
        this.onCommit = onCommit;
        this.metrics = metrics;
    }

    /** From any thread, never blocks. Fails with {@link Overloaded} where too many are waiting. */
    CompletionStage<Outcome> submit(String organizationId, Submission submission) {
        Pending pending = new Pending(submission, new CompletableFuture<>());
        boolean[] first = {false};
        waiting.compute(organizationId, (id, queue) -> {
            if (queue == null) {
                first[0] = true;
                queue = new ArrayDeque<>();
            }
            if (queue.size() >= maxPending) {
                metrics.overloaded();
                pending.result.completeExceptionally(new Overloaded("Too many creates of this organization wait."));
            } else {
                queue.add(pending);
            }
            return queue;
        });
        if (first[0]) {
            startWriter(organizationId);
        }
        return pending.result;
    }

    private void startWriter(String organizationId) {
        try {
            blocking.execute(() -> writeAll(organizationId));
        } catch (RejectedExecutionException e) {
            // The pod is stopping. A queue left behind would make later creates wait for a writer that never comes.
            Queue<Pending> stranded = waiting.remove(organizationId);
            stranded.forEach(pending -> pending.result.completeExceptionally(new Overloaded("The pod is stopping.")));
        }
    }

    /** The presence of a queue means that a writer is at work: it leaves only by removing an empty one. */
    private void writeAll(String organizationId) {
        for (List<Pending> group = next(organizationId); !group.isEmpty(); group = next(organizationId)) {
            write(organizationId, group);
        }
    }

    private List<Pending> next(String organizationId) {
        List<Pending> group = new ArrayList<>();
        waiting.computeIfPresent(organizationId, (id, queue) -> {
            int size = 0;
            while (!queue.isEmpty() && (size == 0 || size + queue.peek().size() <= groupSize)) {
                size += queue.peek().size();
                group.add(queue.remove());
            }
            return group.isEmpty() ? null : queue;
        });
        return group;
    }

    private void write(String organizationId, List<Pending> group) {
        long begun = System.nanoTime();
        try {
            Appended appended = log.append(
                    organizationId, group.stream().map(Pending::submission).toList());
            int written = appended.committed().notifications().size();
            metrics.committed(appended.outcomes(), written, System.nanoTime() - begun);
            onCommit.accept(organizationId, appended.committed());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).result.complete(appended.outcomes().get(i));
            }
        } catch (RuntimeException | Error e) {
            metrics.failed(group.size());
            group.forEach(pending -> pending.result.completeExceptionally(e));
        }
    }

    private record Pending(Submission submission, CompletableFuture<Outcome> result) {
        int size() {
            return submission.drafts().size();
        }
    }
}
