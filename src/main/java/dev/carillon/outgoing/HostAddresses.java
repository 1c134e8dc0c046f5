package dev.carillon.outgoing;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Looks names up, on threads of its own: a name server may take any time. From any thread. */
@Singleton
class HostAddresses {

    private static final long IDLE_SECONDS = 30;

    private final Lookup lookup;
    private final ThreadPoolExecutor threads;
    private final long timeoutMillis;

    /** Finds the addresses of a name; may take any time. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    @Inject
    HostAddresses(OutgoingConfig config) {
        this(config, InetAddress::getAllByName);
    }

    HostAddresses(OutgoingConfig config, Lookup lookup) {
        this.lookup = lookup;
        threads = new ThreadPoolExecutor(
                config.maxLookups(),
                config.maxLookups(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(config.maxWaitingLookups()),
                task -> {
                    Thread thread = new Thread(task, "outgoing-lookup");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        timeoutMillis = config.timeout().toMillis();
    }

    /**
     * Completes with all addresses of a name, or exceptionally: with {@link java.net.UnknownHostException}, or
     * {@link java.util.concurrent.TimeoutException}.
     *
     * @throws java.util.concurrent.RejectedExecutionException if too many lookups wait
     */
    CompletableFuture<List<InetAddress>> of(String host) {
        CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        threads.execute(() -> {
            // Nobody waits any more for one that was queued for too long.
            if (!found.isDone()) {
                try {
                    found.complete(List.of(lookup.of(host)));
                } catch (UnknownHostException | RuntimeException e) {
                    found.completeExceptionally(e);
                }
            }
        });
        return found.orTimeout(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }
}
