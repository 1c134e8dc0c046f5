package dev.carillon.audit;

/** The outcome of a recorded action. */
public enum AuditOutcome {
    DONE,
    /** The caller may not do this, or not now. */
    REJECTED,
    /** The action was allowed, but did not happen or may not have happened. */
    FAILED;

    private static final int FIRST_REJECTED = 400;
    private static final int FIRST_FAILED = 500;

    static AuditOutcome of(int status) {
        return status < FIRST_REJECTED ? DONE : status < FIRST_FAILED ? REJECTED : FAILED;
    }
}
