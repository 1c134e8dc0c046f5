package dev.carillon.identity;

/**
 * What this pod knows of what was called back before its time, in memory: asks nobody. Each change has a generation, which
 * is higher than those of all before it. Safe on event loops.
 */
public interface RevocationStatus {

    /** False until the pod has once been told what there is: what may have been called back cannot be let in. */
    boolean isLoaded();

    /** Whether the credential with this tag was called back. */
    boolean isRevoked(String organizationId, String tag);

    /** Up to which change the pod knows everything. */
    long generation();

    /** Whether the user was disconnected by a change after this one. */
    boolean isDisconnectedAfter(long generation, String organizationId, String userId);
}
