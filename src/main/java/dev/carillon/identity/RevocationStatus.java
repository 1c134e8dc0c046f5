package dev.carillon.identity;

/**
 * The revocations that this pod knows, in memory. Each change has a higher generation than all changes before it. Safe on
 * event loops.
 */
public interface RevocationStatus {

    /** False until the pod has loaded the revocations once; until then no credential that may be revoked is admitted. */
    boolean isLoaded();

    /** Whether the credential with this tag was revoked. */
    boolean isRevoked(String organizationId, String tag);

    /** The newest change up to which this pod knows all. */
    long generation();

    /** Whether a change after this generation disconnected the user. */
    boolean isDisconnectedAfter(long generation, String organizationId, String userId);
}
