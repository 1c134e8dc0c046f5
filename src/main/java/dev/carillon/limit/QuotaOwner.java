package dev.carillon.limit;

import dev.carillon.identity.Caller;

/** The caller and organization that pay for a request. All callers without a credential share one owner. */
record QuotaOwner(String organizationId, String userId, boolean isBackend) {

    // No id is empty, so this owner is no real caller.
    static final QuotaOwner NOBODY = new QuotaOwner("", "", false);

    static QuotaOwner of(Caller caller) {
        return new QuotaOwner(caller.organizationId(), caller.userId(), caller.isBackend());
    }

    /** Ids hold no slash. */
    String name() {
        return organizationId + "/" + userId;
    }
}
