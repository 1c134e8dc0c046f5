package dev.carillon.limit;

import dev.carillon.identity.Caller;

/** Who pays: one caller, together with its organization. Everybody who has not signed in is the same one. */
record Payer(String organizationId, String userId, boolean isBackend) {

    // No id is empty.
    static final Payer NOBODY = new Payer("", "", false);

    static Payer of(Caller caller) {
        return new Payer(caller.organizationId(), caller.userId(), caller.isBackend());
    }

    /** Ids hold no slash. */
    String name() {
        return organizationId + "/" + userId;
    }
}
