package dev.carillon.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Captures the log lines of the application under test until closed. */
public final class LogLines extends Handler implements AutoCloseable {

    private static final Logger ROOT = Logger.getLogger("");

    /** Warns once for each JVM before 21, in whichever test comes first to a task on a virtual thread. */
    private static final String VIRTUAL_THREADS = "io.quarkus.virtual-threads";

    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private final List<String> all = new CopyOnWriteArrayList<>();

    public LogLines() {
        ROOT.addHandler(this);
    }

    /** Warnings, errors and all lines with a stack trace. */
    public List<String> troubles() {
        return troubles;
    }

    public List<String> all() {
        return all;
    }

    /** The lines that a class has logged. */
    public List<String> of(Class<?> type) {
        return all.stream()
                .filter(line -> line.startsWith(type.getName() + ": "))
                .toList();
    }

    @Override
    public void publish(LogRecord line) {
        String text = line.getLoggerName() + ": " + line.getMessage() + " " + line.getThrown();
        all.add(text);
        boolean isTrouble = line.getThrown() != null || line.getLevel().intValue() >= Level.WARNING.intValue();
        if (isTrouble && !VIRTUAL_THREADS.equals(line.getLoggerName())) {
            troubles.add(text);
        }
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        ROOT.removeHandler(this);
    }
}
