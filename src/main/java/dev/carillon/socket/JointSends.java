package dev.carillon.socket;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The {@link JointSend}s of a pod's event loops, where the kernel lets it have any. Whether it does is found out when
 * one is first wanted, and beside the event loop that wants it: to load what makes the call takes a while.
 */
public final class JointSends {

    private static final Logger LOG = Logger.getLogger(JointSends.class);

    private final int leastClients;
    private final Executor executor;
    private final AtomicBoolean sought = new AtomicBoolean();
    private final AtomicInteger count = new AtomicInteger();
    private final FastThreadLocal<JointSend> ofThread = new FastThreadLocal<>() {
        @Override
        protected JointSend initialValue() {
            return open();
        }
    };
    private volatile boolean allowed;

    /**
     * @param leastClients who are sent to jointly; 0 for never
     * @param executor finds out whether there can be any; may block
     */
    public JointSends(int leastClients, Executor executor) {
        this.leastClients = leastClients;
        this.executor = executor;
    }

    public static JointSends none() {
        return new JointSends(0, Runnable::run);
    }

    /** The calling event loop's; null where there is none, or not yet, or where it is not worth it for so few. */
    public JointSend ofThread(int clients) {
        if (leastClients <= 0 || clients < leastClients) {
            return null;
        }
        if (!allowed) {
            seek();
            return null;
        }
        JointSend joint = ofThread.get();
        if (joint != null && joint.isBroken()) {
            LOG.warnf(
                    "Event loop sends to each client by itself: reason=%s",
                    "the kernel has failed to take what it was given");
            count.decrementAndGet();
            ofThread.set(null);
            return null;
        }
        return joint;
    }

    private void seek() {
        if (!sought.get() && sought.compareAndSet(false, true)) {
            executor.execute(this::find);
        }
    }

    private void find() {
        try {
            JointSend.requireAllowed();
            allowed = true;
        } catch (LinkageError | UnsupportedOperationException none) {
            LOG.infof("Pod sends to each client by itself: reason=%s", none.getMessage());
        }
    }

    private JointSend open() {
        try {
            JointSend joint = new JointSend();
            count.incrementAndGet();
            return joint;
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
