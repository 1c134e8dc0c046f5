package dev.carillon.access.revocation;

import java.util.List;

/**
 * The revocations that PostgreSQL has reported to a pod.
 *
 * @param server when the database's server was started; another one may have lost revocations
 * @param generation up to which the pod now knows everything
 * @param whole whether these are all revocations, or only those that were not known
 */
record RevocationSnapshot(String server, long generation, boolean whole, List<Revocation> revocations) {

    /** For a pod that knows nothing yet. */
    static final RevocationSnapshot NONE = new RevocationSnapshot("", -1, true, List.of());
}
