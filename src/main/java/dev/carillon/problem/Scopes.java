package dev.carillon.problem;

import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.identity.Scope;

/** The one place that decides whether an API key may go on. */
public final class Scopes {

    private Scopes() {}

    /**
     * Returns for users, and for keys that have what is needed.
     *
     * @param need null where nothing is said
     * @throws Forbidden naming the scope that the key lacks
     */
    public static void demand(Caller caller, Need need) {
        if (!caller.isBackend() || need == Need.SAID_BY_THE_CALL) {
            return;
        }
        if (need == null || need.scope().isEmpty()) {
            throw new Forbidden("This is for users; an API key has no inbox and no stream of its own.");
        }
        demand(caller, need.scope().get());
    }

    /** As above, for something that a key needs besides. */
    public static void demand(Caller caller, Scope scope) {
        if (caller.isBackend() && !caller.scopes().contains(scope)) {
            throw new Forbidden("The API key lacks the scope " + scope + ".");
        }
    }
}
