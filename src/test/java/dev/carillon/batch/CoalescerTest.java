package dev.carillon.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CoalescerTest {

    private final List<List<Integer>> batches = new ArrayList<>();
    private final Queue<CompletableFuture<Void>> inFlight = new ArrayDeque<>();

    @Test
    void itemsThatArriveMeanwhileAreOneBatch() {
        // Given:
        Coalescer<Integer> coalescer = coalescer(100);
        // When:
        coalescer.add(1);
        coalescer.add(2);
        coalescer.add(3);
        inFlight.remove().complete(null);
        // Then:
        assertThat(batches).containsExactly(List.of(1), List.of(2, 3));
    }

    @Test
    void nothingRunsWhileNothingWaits() {
        // Given:
        Coalescer<Integer> coalescer = coalescer(100);
        coalescer.add(1);
        inFlight.remove().complete(null);
        // When:
        coalescer.add(2);
        // Then:
        assertThat(batches).containsExactly(List.of(1), List.of(2));
        assertThat(inFlight).hasSize(1);
    }

    @Test
    void failedBatchDoesNotStopTheNextOne() {
        // Given:
        Coalescer<Integer> coalescer = coalescer(100);
        coalescer.add(1);
        coalescer.add(2);
        // When:
        inFlight.remove().completeExceptionally(new IllegalStateException("the server is gone"));
        // Then:
        assertThat(batches).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void batchHasItsLargestSizeAtMost() {
        // Given:
        Coalescer<Integer> coalescer = coalescer(2);
        // When:
        IntStream.rangeClosed(1, 6).forEach(coalescer::add);
        while (!inFlight.isEmpty()) {
            inFlight.remove().complete(null);
        }
        // Then:
        assertThat(batches).containsExactly(List.of(1), List.of(2, 3), List.of(4, 5), List.of(6));
    }

    @Test
    void starterThatWaitsLetsTheFirstBatchGather() {
        // Given:
        Queue<Runnable> turns = new ArrayDeque<>();
        Coalescer<Integer> coalescer = new Coalescer<>(100, turns::add, this::work);
        // When:
        coalescer.add(1);
        coalescer.add(2);
        turns.remove().run();
        // Then:
        assertThat(batches).containsExactly(List.of(1, 2));
        assertThat(turns).isEmpty();
    }

    @Test
    void itemsOfManyThreadsAreWorkedOnOnceAndNeverTwoBatchesAtATime() throws Exception {
        // Given:
        int threads = 8;
        int each = 5_000;
        Queue<Integer> worked = new ConcurrentLinkedQueue<>();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        ExecutorService executor = Executors.newFixedThreadPool(threads + 2);
        Coalescer<Integer> coalescer = new Coalescer<>(64, executor, batch -> {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            worked.addAll(batch);
            atOnce.decrementAndGet();
            return CompletableFuture.completedFuture(null);
        });
        try {
            // When:
            List<Future<?>> adders = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread * each;
                adders.add(executor.submit(
                        () -> IntStream.range(first, first + each).forEach(coalescer::add)));
            }
            for (Future<?> adder : adders) {
                adder.get();
            }
            await().until(() -> worked.size() >= threads * each);
        } finally {
            executor.shutdown();
        }
        // Then:
        assertThat(worked).doesNotHaveDuplicates().hasSize(threads * each);
        assertThat(mostAtOnce).hasValue(1);
    }

    @Test
    void batchWhoseWorkThrowsDelaysNoLaterOne() {
        // Given
        List<List<Integer>> worked = new ArrayList<>();
        Coalescer<Integer> coalescer = new Coalescer<>(100, Runnable::run, batch -> {
            worked.add(batch);
            if (worked.size() == 1) {
                throw new IllegalStateException("as planned");
            }
            return CompletableFuture.completedStage(null);
        });

        // When
        coalescer.add(1);
        coalescer.add(2);

        // Then
        assertThat(worked).containsExactly(List.of(1), List.of(2));
    }

    private Coalescer<Integer> coalescer(int largest) {
        return new Coalescer<>(largest, Runnable::run, this::work);
    }

    private CompletableFuture<Void> work(List<Integer> batch) {
        batches.add(batch);
        CompletableFuture<Void> done = new CompletableFuture<>();
        inFlight.add(done);
        return done;
    }
}
