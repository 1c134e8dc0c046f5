package dev.carillon.socket;

import dev.carillon.supervision.Supervised;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Loop} that is one of the server's event loops; equal for the same event loop. */
public record NettyLoop(EventExecutor eventLoop) implements Loop {

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
        eventLoop.execute(() -> Supervised.LOOP_TASK.run(task));
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // A failure is counted and logged where it happens.
    public void schedule(Duration delay, Runnable task) {
        eventLoop.schedule(() -> Supervised.DELAYED_TASK.run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}
