package dev.carillon.operations;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.logging.Handler;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.LogContext;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link LogQueue} in front of the configured outputs, whether they write text or JSON, while the pod serves.
 * Quarkus' own asynchronous handler can drop lines too, but counts none.
 */
@Singleton
class LogOutput {

    // Before the first request, and after all other observers.
    private static final int FIRST = 1;
    private static final int LAST = Integer.MAX_VALUE;

    private final LogConfig config;
    private final LogQueue queue;
    private final Handler[] outputs;
    private final @Nullable ExtHandler root;

    @Inject
    LogOutput(LogConfig config, MeterRegistry registry) {
        this.config = config;
        this.root = root();
        this.outputs = root == null ? new Handler[0] : root.getHandlers();
        this.queue = new LogQueue(config.queueBytes().asLongValue(), outputs);
        FunctionCounter.builder("carillon.log.dropped", queue, LogQueue::dropped)
                .description("Log lines that were dropped because the output did not take them")
                .register(registry);
    }

    /** The handler of Quarkus that holds the configured outputs; null if there are none. */
    private static @Nullable ExtHandler root() {
        for (Handler handler : LogContext.getLogContext().getLogger("").getHandlers()) {
            if (handler instanceof ExtHandler holder && holder.getHandlers().length > 0) {
                return holder;
            }
        }
        return null;
    }

    void start(@Observes @Priority(FIRST) StartupEvent event) {
        if (root != null) {
            root.setHandlers(new Handler[] {queue});
        }
    }

    /** The last lines are written directly again, unless nobody reads the output. */
    void stop(@Observes @Priority(LAST) ShutdownEvent event) {
        if (root != null && queue.drain(config.flushTimeout())) {
            root.setHandlers(outputs);
            // Lines that came between the two.
            queue.drain(config.flushTimeout());
            queue.close();
        }
    }
}
