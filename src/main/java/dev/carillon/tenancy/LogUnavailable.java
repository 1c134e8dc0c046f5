package dev.carillon.tenancy;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/** The database could not be reached, failed, or did not answer in time. The same call may succeed later. */
public final class LogUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    // SQL states, and the first two characters of classes of them.
    private static final String DATA_EXCEPTION = "22";
    private static final String LIMIT_EXCEEDED = "54";
    private static final String NOT_NULL_VIOLATION = "23502";
    private static final String CHECK_VIOLATION = "23514";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String IDLE_IN_TRANSACTION = "25P03";
    private static final String TRANSACTION_ROLLBACK = "40";

    // A failure may be among its own causes.
    private static final int MAX_CAUSES = 20;

    /** Warnings, connection, transaction state, resources, an operator, the system. */
    private static final List<String> OF_EVERY_STATEMENT = List.of("00", "01", "08", "25", "53", "57", "58");

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

    /** Whether the database rejected what was to be written, and will reject it again: not a row that exists already. */
    public boolean rejectsContent() {
        String state = sqlState();
        return state.startsWith(DATA_EXCEPTION)
                || state.startsWith(LIMIT_EXCEEDED)
                || state.equals(NOT_NULL_VIOLATION)
                || state.equals(CHECK_VIOLATION);
    }

    /** Whether the statement waited too long for somebody else's lock. */
    public boolean isLockTimeout() {
        return sqlState().equals(LOCK_NOT_AVAILABLE);
    }

    /** Whether the database has sacrificed the statement to another transaction: the same one may succeed at once. */
    public boolean isConflict() {
        return sqlState().startsWith(TRANSACTION_ROLLBACK);
    }

    /**
     * Whether the server has ended the transaction because this pod sent nothing for too long. It is rolled back for certain,
     * also if the statement that found out was COMMIT.
     */
    public boolean isOfIdleTransaction() {
        Throwable cause = getCause();
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            if (cause instanceof SQLException e && IDLE_IN_TRANSACTION.equals(e.getSQLState())) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Whether the connection is sound, the server has what it needs, and another statement may succeed at once. */
    public boolean isOfOneStatement() {
        String state = sqlState();
        return !state.isEmpty() && OF_EVERY_STATEMENT.stream().noneMatch(state::startsWith);
    }
}
