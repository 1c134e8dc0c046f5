package dev.carillon.identity;

/** The fault of a credential. For the audit record only: callers do not learn it. */
public enum SignInFault {
    /** There is no credential where one is needed. */
    MISSING,
    /** The credential does not have the form of its kind. */
    MALFORMED,
    /** The form is right, but none of our secrets or keys has made the signature. */
    BAD_SIGNATURE,
    /** Unknown, expired, used up or ended. */
    NOT_IN_FORCE
}
