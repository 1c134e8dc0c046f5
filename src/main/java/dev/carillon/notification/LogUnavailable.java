package dev.carillon.notification;

/** The database could not be asked or did not answer in time. The same call may succeed later. */
public final class LogUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LogUnavailable(Throwable cause) {
        super("The notification log cannot be reached", cause);
    }
}
