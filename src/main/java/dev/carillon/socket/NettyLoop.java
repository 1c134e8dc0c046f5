package dev.carillon.socket;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** A {@link Loop} that is one of the server's event loops; equal for the same event loop. */
public record NettyLoop(EventExecutor eventLoop) implements Loop {

    private static final Logger LOG = Logger.getLogger(NettyLoop.class);

    /** Of the calling thread, which has to be one. */
    public static NettyLoop current() {
        return new NettyLoop(((ContextInternal) Vertx.currentContext()).nettyEventLoop());
    }

    /** Of the process. */
    public static List<NettyLoop> all(Vertx vertx) {
        List<NettyLoop> loops = new ArrayList<>();
        group(vertx).forEach(loop -> loops.add(new NettyLoop(loop)));
        return loops;
    }

    /** Any one of the process. */
    public static NettyLoop next(Vertx vertx) {
        return new NettyLoop(group(vertx).next());
    }

    private static EventLoopGroup group(Vertx vertx) {
        return ((VertxInternal) vertx).getEventLoopGroup();
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // The task logs its own failure.
    public void schedule(Duration delay, Runnable task) {
        eventLoop.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Netty logs an exception of an executed task. It keeps that of a scheduled task in a future that nobody reads. */
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
