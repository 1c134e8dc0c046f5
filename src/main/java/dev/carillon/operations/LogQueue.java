package dev.carillon.operations;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;

/**
 * Hands log lines to the outputs on a thread of its own, so that no caller waits for an output. Lines beyond its memory
 * are dropped and counted. The output says how many were dropped as soon as it takes lines again. Callers come from any
 * thread and never block.
 */
final class LogQueue extends ExtHandler {

    // Estimates of a record beside its text, and of a value that is no text.
    private static final int RECORD_BYTES = 256;
    private static final int VALUE_CHARACTERS = 16;
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

    private final LinkedBlockingQueue<ExtLogRecord> lines = new LinkedBlockingQueue<>();
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer = new Thread(this::write, "log-writer");
    // Owned by the writer.
    private long droppedAndTold;

    /** @param outputs are written to by one thread, and are not closed */
    LogQueue(long maxBytes, Handler... outputs) {
        this.maxBytes = maxBytes;
        setCloseChildren(false);
        setHandlers(outputs);
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    protected void doPublish(ExtLogRecord line) {
        if (isCallerCalculationRequired()) {
            line.copyAll();
        } else {
            line.disableCallerCalculation();
            line.copyMdc();
        }
        long cost = cost(line);
        if (bytes.addAndGet(cost) > maxBytes) {
            bytes.addAndGet(-cost);
            dropped.incrementAndGet();
            return;
        }
        lines.add(line);
    }

    /** Without formatting the line, which the writer does: values in lines do not change. */
    private static long cost(ExtLogRecord line) {
        long characters = line.getMessage() == null ? 0 : line.getMessage().length();
        Object[] values = line.getParameters();
        if (values != null) {
            for (Object value : values) {
                characters += value instanceof String text ? text.length() : VALUE_CHARACTERS;
            }
        }
        return RECORD_BYTES + 2 * characters;
    }

    private void write() {
        try {
            while (true) {
                ExtLogRecord line = lines.take();
                // An output may change the line.
                long cost = cost(line);
                publishToNestedHandlers(line);
                tellDropped();
                // After the line is out: drain() waits for this.
                bytes.addAndGet(-cost);
            }
        } catch (InterruptedException closed) {
            // Nothing waits, or nobody reads the output.
        }
    }

    private void tellDropped() {
        long all = dropped.get();
        if (all > droppedAndTold) {
            ExtLogRecord notice = new ExtLogRecord(
                    Level.WARN,
                    "Log lines dropped, the output did not take them: lines=%d",
                    ExtLogRecord.FormatStyle.PRINTF,
                    LogQueue.class.getName());
            notice.setParameters(new Object[] {all - droppedAndTold});
            notice.setLoggerName(LogQueue.class.getName());
            droppedAndTold = all;
            publishToNestedHandlers(notice);
        }
    }

    /** Lines that were dropped since the start. */
    long dropped() {
        return dropped.get();
    }

    /** Waits until the outputs have all lines that were given before; false if that takes longer. */
    boolean drain(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (bytes.get() > 0) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    /** Ends the thread. Lines that still wait are lost, so call {@link #drain} first. */
    @Override
    public void close() {
        writer.interrupt();
        super.close();
    }
}
