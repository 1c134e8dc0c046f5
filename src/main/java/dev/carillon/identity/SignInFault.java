package dev.carillon.identity;

/** What was wrong with a credential; for the record only, callers are told nothing of it. */
public enum SignInFault {
    /** Nothing was shown where something was needed. */
    MISSING,
    /** What was shown has not the form of its kind. */
    MALFORMED,
    /** It has the form, and a signature that none of our secrets or keys has made. */
    BAD_SIGNATURE,
    /** Unknown, expired, used up or ended. */
    NOT_IN_FORCE
}
