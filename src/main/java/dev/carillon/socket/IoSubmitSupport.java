package dev.carillon.socket;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The {@link IoSubmitBatch}s of a pod's event loops, where the kernel lets it have any. Whether it does is found out when
 * one is first wanted, and beside the event loop that wants it: to load what makes the call takes a while.
 */
public final class IoSubmitSupport {

    private static final Logger LOG = Logger.getLogger(IoSubmitSupport.class);

    private final int leastClients;
    private final Executor executor;
    private final AtomicBoolean sought = new AtomicBoolean();
    private final AtomicInteger count = new AtomicInteger();
    private final FastThreadLocal<@Nullable IoSubmitBatch> ofThread = new FastThreadLocal<>() {
        @Override
        protected @Nullable IoSubmitBatch initialValue() {
            return open();
        }
    };
    private volatile boolean allowed;

    /**
     * @param leastClients who are sent to jointly; 0 for never
     * @param executor finds out whether there can be any; may block
     */
    public IoSubmitSupport(int leastClients, Executor executor) {
        this.leastClients = leastClients;
        this.executor = executor;
    }

    public static IoSubmitSupport none() {
        return new IoSubmitSupport(0, Runnable::run);
    }

    /** The calling event loop's; null where there is none, or not yet, or where it is not worth it for so few. */
    public @Nullable IoSubmitBatch ofThread(int clients) {
        if (leastClients <= 0 || clients < leastClients) {
            return null;
        }
        if (!allowed) {
            seek();
            return null;
        }
        IoSubmitBatch batch = ofThread.get();
        if (batch != null && batch.isBroken()) {
            LOG.warnf(
                    "Event loop sends to each client by itself: reason=%s",
                    "the kernel has failed to take what it was given");
            count.decrementAndGet();
            ofThread.set(null);
            return null;
        }
        return batch;
    }

    private void seek() {
        if (!sought.get() && sought.compareAndSet(false, true)) {
            executor.execute(this::find);
        }
    }

    private void find() {
        try {
            IoSubmitBatch.requireAllowed();
            allowed = true;
        } catch (LinkageError | UnsupportedOperationException none) {
            LOG.infof("Pod sends to each client by itself: reason=%s", none.getMessage());
        }
    }

    private @Nullable IoSubmitBatch open() {
        try {
            IoSubmitBatch batch = new IoSubmitBatch();
            count.incrementAndGet();
            return batch;
        } catch (UnsupportedOperationException refused) {
            LOG.warnf("Event loop sends to each client by itself: reason=%s", refused.getMessage());
            return null;
        }
    }

    /** How many event loops send through one. */
    public int count() {
        return count.get();
    }
}
