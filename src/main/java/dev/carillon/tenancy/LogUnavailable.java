package dev.carillon.tenancy;

import java.sql.SQLException;
import java.util.Objects;

/** The database could not be reached, failed, or did not answer in time. The same call may succeed later. */
public final class LogUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LogUnavailable(Throwable cause) {
        super("The notification log cannot be reached", cause);
    }

    /** For the log. */
    public String reason() {
        Throwable cause = getCause();
        return String.valueOf(cause == null ? getMessage() : cause.getMessage());
    }

    /** The SQL state of the failure; empty if there is none. */
    public String sqlState() {
        return getCause() instanceof SQLException e ? Objects.toString(e.getSQLState(), "") : "";
    }
}
