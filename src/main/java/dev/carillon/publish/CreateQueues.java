package dev.carillon.publish;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The creates that wait for a transaction, in a queue for each organization. From any thread.
 *
 * <p>An organization is in one hand at a time: the presence of its queue means that it is ready or that somebody is
 * writing it, and only who finds it empty removes it.
 */
final class CreateQueues {

    enum Step {
        /** The first of its organization, which now has to be written. */
        FIRST,
        /** Behind others. */
        QUEUED,
        /** Nowhere: too many of the organization wait. */
        ORGANIZATION_FULL,
        /** Nowhere: what waits takes as much memory as it may. */
        POD_FULL
    }

    private final int maxOfOrganization;
    private final long maxBytes;
    private final ConcurrentHashMap<String, Queue<PendingCreate>> queues = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * @param maxOfOrganization creates
     * @param maxBytes of all organizations together
     */
    CreateQueues(int maxOfOrganization, long maxBytes) {
        this.maxOfOrganization = maxOfOrganization;
        this.maxBytes = maxBytes;
    }

    Step offer(String organizationId, PendingCreate create) {
        // First, so that creates that come at once cannot all find the last free bytes.
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
     * Those that come next and have room together; none if the first has not.
     *
     * @param room in rows
     * @param one whether to take one even if there is no room for it
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

    /** Lets go of an organization of which nothing waits; false if something does. By who has it in hand. */
    boolean leave(String organizationId) {
        return queues.computeIfPresent(organizationId, (id, queue) -> queue.isEmpty() ? null : queue) == null;
    }

    /** Everything of an organization that nobody is going to write. By who has it in hand. */
    List<PendingCreate> removeAll(String organizationId) {
        List<PendingCreate> removed = new ArrayList<>();
        queues.computeIfPresent(organizationId, (id, queue) -> {
            removed.addAll(queue);
            return null;
        });
        forget(removed);
        return removed;
    }

    /** Takes out those whose time has passed. Whoever has the organization in hand may find nothing left of it. */
    List<PendingCreate> removeOverdue(long now) {
        if (count.get() == 0) {
            return List.of();
        }
        List<PendingCreate> overdue = new ArrayList<>();
        for (String organizationId : queues.keySet()) {
            queues.computeIfPresent(organizationId, (id, queue) -> {
                // All wait for equally long, so the first to come are the first to be overdue.
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

    /** Creates of all organizations. */
    int count() {
        return count.get();
    }

    /** About how much memory they take. */
    long bytes() {
        return bytes.get();
    }
}
