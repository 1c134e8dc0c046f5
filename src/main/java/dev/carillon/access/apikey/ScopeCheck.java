package dev.carillon.access.apikey;

import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.problem.Scopes;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Checks a request signed in by an API key against the {@link KeyAccess} of the matched resource method. */
@Singleton
class ScopeCheck {

    private final SecurityIdentity identity;

    @Inject
    ScopeCheck(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** On the event loop, after the request was signed in. */
    @ServerRequestFilter(priority = Priorities.AUTHORIZATION, nonBlocking = true)
    public void check(ResourceInfo matched) {
        if (identity.isAnonymous()) {
            return;
        }
        Caller caller = Caller.of(identity);
        if (caller.isBackend()) {
            KeyAccess access = matched.getResourceMethod().getAnnotation(KeyAccess.class);
            Scopes.demand(caller, access == null ? null : access.value());
        }
    }
}
