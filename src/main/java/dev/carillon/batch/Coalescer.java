package dev.carillon.batch;

import dev.carillon.supervision.Supervised;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Works on batches, one at a time: items that arrive while a batch is in flight gather for the next one. An item is in the queue before its batch begins, so that batch's work begins after {@link #add} was called. From any
 * thread.
 *
 * @param <T> the items, kept in the order in which they were added; the caller bounds their number
 */
public final class Coalescer<T> {

    private final int largest;
    private final Executor starter;
    private final Function<List<T>, CompletionStage<?>> work;
    private final Queue<T> waiting = new ArrayDeque<>();
    private boolean running;

    /**
     * @param largest how many items a batch has at most
     * @param starter begins each batch. It may wait for a moment, so that more items gather, but must not reject
     * @param work answers each item itself, failures included, and must not throw; the next batch begins when its stage
     *     completes, even if it fails
     */
    public Coalescer(int largest, Executor starter, Function<List<T>, CompletionStage<?>> work) {
        this.largest = largest;
        this.starter = starter;
        this.work = work;
    }

    public void add(T item) {
        synchronized (waiting) {
            waiting.add(item);
            if (running) {
                return;
            }
            running = true;
        }
        starter.execute(this::runBatch);
    }

    private void runBatch() {
        apply(take()).whenComplete((done, failure) -> {
            if (goesOn()) {
                starter.execute(this::runBatch);
            }
        });
    }

    /** Work that throws leaves its batch without an answer. Without this, all later batches would wait for it too. */
    private CompletionStage<?> apply(List<T> batch) {
        try {
            return work.apply(batch);
        } catch (RuntimeException | Error e) {
            Supervised.BATCH.failed(e);
            return CompletableFuture.completedStage(null);
        }
    }

    private List<T> take() {
        List<T> batch = new ArrayList<>();
        synchronized (waiting) {
            while (batch.size() < largest && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
        }
        return batch;
    }

    private boolean goesOn() {
        synchronized (waiting) {
            running = !waiting.isEmpty();
            return running;
        }
    }
}
