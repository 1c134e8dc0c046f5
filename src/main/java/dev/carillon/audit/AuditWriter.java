package dev.carillon.audit;

import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Writes the lines in order on its own thread, so that a blocked disk or pipe blocks no event loop. Each field is also in
 * the log record's context (MDC), where JSON formats show it under its name.
 */
final class AuditWriter implements AutoCloseable {

    static final String CATEGORY = "carillon.audit";

    private static final Logger LOG = Logger.getLogger(CATEGORY);
    private static final Logger TROUBLE = Logger.getLogger(AuditWriter.class);

    // Between two checks for events that were left out, while nothing else comes.
    private static final long IDLE_MILLIS = 1_000;

    // A blocked log must not delay the end of the pod for longer.
    private static final long LAST_LINES_MILLIS = 2_000;

    private final BlockingQueue<AuditLine> waiting;
    private final Runnable betweenLines;
    private final Thread thread;
    private volatile boolean closed;

    /** @param betweenLines runs on the writer's thread after each line, and once a second without lines */
    AuditWriter(int queueSize, Runnable betweenLines) {
        this.waiting = new ArrayBlockingQueue<>(queueSize);
        this.betweenLines = betweenLines;
        this.thread = new Thread(this::run, "carillon-audit");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** False if the queue is full. From any thread; never blocks. */
    boolean offer(AuditLine line) {
        return waiting.offer(line);
    }

    int size() {
        return waiting.size();
    }

    private void run() {
        while (!closed || !waiting.isEmpty()) {
            try {
                AuditLine line = waiting.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (line != null) {
                    write(line);
                }
                betweenLines.run();
            } catch (InterruptedException e) {
                // Only close() interrupts, and it wants the waiting lines to be written.
                closed = true;
            } catch (RuntimeException e) {
                TROUBLE.error("Audit line could not be written", e);
            }
        }
    }

    static void write(AuditLine line) {
        Map<String, String> fields = line.fields();
        fields.forEach(MDC::put);
        try {
            LOG.info(AuditLine.text(fields));
        } finally {
            fields.keySet().forEach(MDC::remove);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(LAST_LINES_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
