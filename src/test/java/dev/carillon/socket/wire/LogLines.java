package dev.carillon.socket.wire;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Captures the log lines of the application under test until closed. */
final class LogLines extends Handler implements AutoCloseable {

    private static final Logger ROOT = Logger.getLogger("");

    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private final List<String> all = new CopyOnWriteArrayList<>();

    LogLines() {
        ROOT.addHandler(this);
    }

    /** Warnings, errors and all lines with a stack trace. */
    List<String> troubles() {
        return troubles;
    }

    List<String> all() {
        return all;
    }

    @Override
    public void publish(LogRecord line) {
        String text = line.getLoggerName() + ": " + line.getMessage() + " " + line.getThrown();
        all.add(text);
        if (line.getThrown() != null || line.getLevel().intValue() >= Level.WARNING.intValue()) {
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
