package dev.carillon.audit;

/** What became of it. */
public enum AuditOutcome {
    DONE,
    /** The caller may not, or may not now. */
    REFUSED,
    /** It was allowed and did not happen, or not for certain. */
    FAILED;

    private static final int FIRST_REFUSED = 400;
    private static final int FIRST_FAILED = 500;

    static AuditOutcome of(int status) {
        return status < FIRST_REFUSED ? DONE : status < FIRST_FAILED ? REFUSED : FAILED;
    }
}
