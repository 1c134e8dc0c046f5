package dev.carillon.broadcast;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The {@link SendRing}s of a pod's event loops, where the kernel lets it have any. Whether it does is found out when
 * one is first wanted, and beside the event loop that wants it: to load what makes the call takes a while.
 */
final class SendRings {

    private static final Logger LOG = Logger.getLogger(SendRings.class);

    private final int leastClients;
    private final Executor executor;
    private final AtomicBoolean sought = new AtomicBoolean();
    private final AtomicInteger count = new AtomicInteger();
    private final FastThreadLocal<SendRing> ofThread = new FastThreadLocal<>() {
        @Override
        protected SendRing initialValue() {
            return open();
        }
    };
    private volatile boolean allowed;

    /**
     * @param leastClients for whom a ring is taken; 0 for none
     * @param executor finds out whether there can be any; may block
     */
    SendRings(int leastClients, Executor executor) {
        this.leastClients = leastClients;
        this.executor = executor;
    }

    static SendRings none() {
        return new SendRings(0, Runnable::run);
    }

    /** The calling event loop's; null where there is none, or not yet, or where it is not worth it for so few. */
    SendRing ofThread(int clients) {
        if (leastClients <= 0 || clients < leastClients) {
            return null;
        }
        if (!allowed) {
            seek();
            return null;
        }
        SendRing ring = ofThread.get();
        if (ring != null && ring.isBroken()) {
            LOG.warnf("Event loop sends to each client by itself: reason=%s", "its io_uring has failed");
            count.decrementAndGet();
            ofThread.set(null);
            return null;
        }
        return ring;
    }

    private void seek() {
        if (!sought.get() && sought.compareAndSet(false, true)) {
            executor.execute(this::find);
        }
    }

    private void find() {
        try {
            SendRing.requireAllowed();
            allowed = true;
        } catch (LinkageError | UnsupportedOperationException none) {
            LOG.infof("Pod sends to each client by itself: reason=%s", none.getMessage());
        }
    }

    private SendRing open() {
        try {
            SendRing ring = new SendRing();
            count.incrementAndGet();
            return ring;
        } catch (UnsupportedOperationException refused) {
            LOG.warnf("Event loop sends to each client by itself: reason=%s", refused.getMessage());
            return null;
        }
    }

    /** How many event loops send through one. */
    int count() {
        return count.get();
    }
}
