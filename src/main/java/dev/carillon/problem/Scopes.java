package dev.carillon.problem;

import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.identity.Scope;
import org.jspecify.annotations.Nullable;

/** Decides whether an API key has the scope that is needed. */
public final class Scopes {

    private Scopes() {}

    /**
     * Returns for users, and for API keys that have the needed scope.
     *
     * @param need null if the method declares none, which rejects every API key
     * @throws Forbidden naming the scope that the key lacks
     */
    public static void demand(Caller caller, @Nullable Need need) {
        if (!caller.isBackend() || need == Need.SAID_BY_THE_CALL) {
            return;
        }
        if (need == null || need.scope().isEmpty()) {
            throw new Forbidden("This is for users; an API key has no inbox and no stream of its own.");
        }
        demand(caller, need.scope().get());
    }

    /** As above, for an additional scope. */
    public static void demand(Caller caller, Scope scope) {
        if (caller.isBackend() && !caller.scopes().contains(scope)) {
            throw new Forbidden("The API key lacks the scope " + scope + ".");
        }
    }
}
