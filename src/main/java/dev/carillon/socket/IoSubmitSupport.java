package dev.carillon.socket;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the {@link BatchWriter} of a pod's event loops: an {@link IoSubmitWriter} each, if the kernel allows them. This is found out when one is first
 * needed, and not on the event loop, because loading the native code takes a while.
 */
public final class IoSubmitSupport {

    private static final Logger LOG = Logger.getLogger(IoSubmitSupport.class);

    private final int leastClients;
    private final Executor executor;
    private final AtomicBoolean sought = new AtomicBoolean();
    private final AtomicInteger count = new AtomicInteger();
    private final FastThreadLocal<@Nullable IoSubmitWriter> ofThread = new FastThreadLocal<>() {
        @Override
        protected @Nullable IoSubmitWriter initialValue() {
            return open();
        }
    };
    private volatile boolean allowed;

    /**
     * @param leastClients number of clients from which a batch is used; 0 for never
     * @param executor finds out whether the kernel allows batches; may block
     */
    public IoSubmitSupport(int leastClients, Executor executor) {
        this.leastClients = leastClients;
        this.executor = executor;
    }

    public static IoSubmitSupport none() {
        return new IoSubmitSupport(0, Runnable::run);
    }

    /** For one pass with these bytes over this many sockets, on the calling event loop; holds the bytes already. */
    BatchWriter writer(SharedBytes bytes, int sockets) {
        IoSubmitWriter writer = ofThread(sockets);
        return writer != null && writer.hold(bytes) ? writer : new SendEach(bytes);
    }

    /** The writer of the calling event loop. Null if there is none, or not yet, or if there are too few clients. */
    @Nullable
    IoSubmitWriter ofThread(int clients) {
        if (leastClients <= 0 || clients < leastClients) {
            return null;
        }
        if (!allowed) {
            seek();
            return null;
        }
        IoSubmitWriter writer = ofThread.get();
        if (writer != null && writer.isBroken()) {
            LOG.warnf(
                    "Event loop sends to each client separately: reason=%s",
                    "the kernel failed to take what it was given");
            count.decrementAndGet();
            ofThread.set(null);
            return null;
        }
        return writer;
    }

    /** Why this process cannot use a batch; empty if it can. Blocks while the native code is loaded. */
    public static Optional<String> unavailable() {
        try {
            IoSubmitBatch.requireAllowed();
            return Optional.empty();
        } catch (LinkageError | UnsupportedOperationException none) {
            return Optional.of(String.valueOf(none.getMessage()));
        }
    }

    private void seek() {
        if (!sought.get() && sought.compareAndSet(false, true)) {
            executor.execute(this::find);
        }
    }

    private void find() {
        unavailable()
                .ifPresentOrElse(
                        reason -> LOG.warnf("Pod sends to each client separately: reason=%s", reason),
                        () -> allowed = true);
    }

    private @Nullable IoSubmitWriter open() {
        try {
            IoSubmitWriter writer = new IoSubmitWriter();
            count.incrementAndGet();
            return writer;
        } catch (UnsupportedOperationException rejected) {
            LOG.warnf("Event loop sends to each client separately: reason=%s", rejected.getMessage());
            return null;
        }
    }

    /** Number of event loops that use a batch. */
    public int count() {
        return count.get();
    }
}
