package dev.carillon.socket;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** A {@link Loop} that is one of the server's event loops; equal for the same event loop. */
public record NettyLoop(EventExecutor eventLoop) implements Loop {

    private static final Logger LOG = Logger.getLogger(NettyLoop.class);

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // The task logs its own failure.
    public void schedule(Duration delay, Runnable task) {
        eventLoop.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Netty logs what an executed task throws. It keeps what a scheduled one throws for a future that nobody reads. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A scheduled task failed", e);
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}
