package dev.carillon.access.revocation;

import java.util.List;

/**
 * What a pod has been told by PostgreSQL.
 *
 * @param history of the database; another one counts its generations anew
 * @param generation up to which the pod knows everything from now on
 * @param whole whether these are all there are, rather than those that were not known
 */
record RevocationSnapshot(String history, long generation, boolean whole, List<Revocation> revocations) {

    /** Of a pod that knows nothing yet. */
    static final RevocationSnapshot NONE = new RevocationSnapshot("", -1, true, List.of());
}
