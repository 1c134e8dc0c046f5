package dev.carillon.limit;

import dev.carillon.identity.Caller;

/** Who pays: one caller, together with its organization. Everybody who has not signed in is the same one. */
record QuotaOwner(String organizationId, String userId, boolean isBackend) {

    // No id is empty.
    static final QuotaOwner NOBODY = new QuotaOwner("", "", false);

    static QuotaOwner of(Caller caller) {
        return new QuotaOwner(caller.organizationId(), caller.userId(), caller.isBackend());
    }

    /** Ids hold no slash. */
    String name() {
        return organizationId + "/" + userId;
    }
}
