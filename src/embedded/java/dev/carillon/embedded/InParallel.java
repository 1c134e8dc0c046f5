package dev.carillon.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Takes the same step for several things at once, each on a thread of its own. */
final class InParallel {
    private InParallel() {}

    /** Returns the results in the order of the items; throws a failure only after every step has ended. */
    static <T, R> List<R> each(List<T> items, Function<T, R> step) {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<CompletableFuture<R>> steps = items.stream()
                    .map(item -> CompletableFuture.supplyAsync(() -> step.apply(item), threads))
                    .toList();
            List<R> results = new ArrayList<>();
            RuntimeException failure = null;
            for (CompletableFuture<R> future : steps) {
                try {
                    results.add(future.join());
                } catch (CompletionException e) {
                    failure = e.getCause() instanceof RuntimeException cause ? cause : e;
                }
            }
            if (failure != null) {
                throw failure;
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }
}
