package dev.carillon.publish;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The create requests that wait for a transaction, in a queue for each organization. From any thread.
 *
 * <p>One writer holds an organization at a time. A queue exists while its organization is ready or held, and only the
 * holder removes it.
 */
final class CreateQueues {

    enum Step {
        /** First of its organization, which now has to be written. */
        FIRST,
        /** Behind others. */
        QUEUED,
        /** Rejected: too many of the organization wait. */
        ORGANIZATION_FULL,
        /** Rejected: the waiting requests take as much memory as they may. */
        POD_FULL
    }

    private final int maxOfOrganization;
    private final long maxBytes;
    private final ConcurrentHashMap<String, Queue<PendingCreate>> queues = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * @param maxOfOrganization create requests
     * @param maxBytes of all organizations together
     */
    CreateQueues(int maxOfOrganization, long maxBytes) {
        this.maxOfOrganization = maxOfOrganization;
        this.maxBytes = maxBytes;
    }

    Step offer(String organizationId, PendingCreate create) {
        // Reserved first, so that concurrent requests cannot all find the last free bytes.
        if (bytes.addAndGet(create.bytes()) > maxBytes) {
            bytes.addAndGet(-create.bytes());
            return Step.POD_FULL;
        }
        Step[] place = {Step.QUEUED};
        queues.compute(organizationId, (id, queue) -> {
            if (queue == null) {
                place[0] = Step.FIRST;
                queue = new ArrayDeque<>();
            } else if (queue.size() >= maxOfOrganization) {
                place[0] = Step.ORGANIZATION_FULL;
                return queue;
            }
            queue.add(create);
            count.incrementAndGet();
            return queue;
        });
        if (place[0] == Step.ORGANIZATION_FULL) {
            bytes.addAndGet(-create.bytes());
        }
        return place[0];
    }

    /**
     * The next requests that fit together; none if the first does not fit.
     *
     * @param room in rows
     * @param one whether to take the first even if it does not fit
     */
    List<PendingCreate> take(String organizationId, int room, boolean one) {
        List<PendingCreate> taken = new ArrayList<>();
        queues.computeIfPresent(organizationId, (id, queue) -> {
            int size = 0;
            while (!queue.isEmpty() && (size + queue.peek().size() <= room || (one && size == 0))) {
                size += queue.peek().size();
                taken.add(queue.remove());
            }
            return queue;
        });
        forget(taken);
        return taken;
    }

    /** By the holder: releases an organization for which nothing waits. False if something does. */
    boolean leave(String organizationId) {
        return queues.computeIfPresent(organizationId, (id, queue) -> queue.isEmpty() ? null : queue) == null;
    }

    /** By the holder: removes all requests of an organization that will not be written. */
    List<PendingCreate> removeAll(String organizationId) {
        List<PendingCreate> removed = new ArrayList<>();
        queues.computeIfPresent(organizationId, (id, queue) -> {
            removed.addAll(queue);
            return null;
        });
        forget(removed);
        return removed;
    }

    /** Removes requests past their deadline. The holder of an organization may then find its queue empty. */
    List<PendingCreate> removeOverdue(long now) {
        if (count.get() == 0) {
            return List.of();
        }
        List<PendingCreate> overdue = new ArrayList<>();
        for (String organizationId : queues.keySet()) {
            queues.computeIfPresent(organizationId, (id, queue) -> {
                // All wait for the same time, so the oldest are the first to be overdue.
                while (!queue.isEmpty() && queue.peek().isOverdue(now)) {
                    overdue.add(queue.remove());
                }
                return queue;
            });
        }
        forget(overdue);
        return overdue;
    }

    private void forget(List<PendingCreate> creates) {
        count.addAndGet(-creates.size());
        bytes.addAndGet(-creates.stream().mapToLong(PendingCreate::bytes).sum());
    }

    /** Create requests of all organizations. */
    int count() {
        return count.get();
    }

    /** Estimated memory that they take. */
    long bytes() {
        return bytes.get();
    }
}
