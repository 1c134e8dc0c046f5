package dev.carillon.embedded;

import java.nio.file.Path;

/** A pod has not become ready. The message ends with the last lines of its log. */
public final class PodFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Path log;

    PodFailure(String message, Path log) {
        super(message + ". " + log + " ends with:\n" + Directories.tail(log));
        this.log = log;
    }

    /** Whether the start can be tried again on other ports. */
    boolean isTakenPort() {
        String end = Directories.tail(log);
        return end.contains("Address already in use") || end.contains("already bound") || end.contains("BindException");
    }
}
